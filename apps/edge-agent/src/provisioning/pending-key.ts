import { createPrivateKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyAlgorithmOf } from '@fleet/certificate-request/key-algorithm';
import type { KeyOrigin } from '../agent';
import { identityFiles, readPrivateKey, type KeyedIdentity } from '../identity/identity';

/**
 * Whether what an earlier attempt has left is still wanted: a key of the algorithm that the device makes now, or
 * none where the cloud is to make it. A damaged key is not: no certificate was issued for it, and none can be.
 *
 * @throws IdentityStorageError for a key that cannot be read
 */
export function isWanted(identity: KeyedIdentity, keyOrigin: KeyOrigin): boolean {
  const hasKey = existsSync(join(identity.directory, identityFiles.privateKey));
  if (keyOrigin.from === 'cloud') {
    return !hasKey;
  }
  return hasKey && algorithmOf(readPrivateKey(identity)) === keyOrigin.algorithm;
}

/** `undefined` for what is no key. */
function algorithmOf(privateKeyPem: string): string | undefined {
  try {
    return keyAlgorithmOf(createPrivateKey(privateKeyPem));
  } catch (error) {
    // node:crypto says "not a key" by an error that carries a code.
    if (typeof error === 'object' && error !== null && 'code' in error) {
      return undefined;
    }
    throw error;
  }
}
