import { keyAlgorithmOf } from '@fleet/certificate-request/key-algorithm';
import type { Agent } from '../agent';
import type { KeyedIdentity } from '../identity/identity';
import { DamagedKeyError } from '../keys/private-key';

/**
 * Whether what an earlier attempt has left is still wanted: a key of the algorithm that the device makes now, or
 * none where the cloud is to make it. A damaged key is not: no certificate was issued for it, and none can be.
 *
 * @throws IdentityStorageError for a key that cannot be read
 */
export function isWanted(
  identity: KeyedIdentity,
  { identities, keyOrigin }: Pick<Agent, 'identities' | 'keyOrigin'>,
): boolean {
  const hasKey = identities.hasKey(identity);
  if (keyOrigin.from === 'cloud') {
    return !hasKey;
  }
  return hasKey && algorithmOf(identity, identities) === keyOrigin.algorithm;
}

/** `undefined` for what is no key. */
function algorithmOf(identity: KeyedIdentity, identities: Agent['identities']): string | undefined {
  try {
    return keyAlgorithmOf(identities.keyOf(identity).publicKey);
  } catch (error) {
    if (error instanceof DamagedKeyError) {
      return undefined;
    }
    throw error;
  }
}
