import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { DamagedKeyError, type PrivateKey } from '../private-key';

/**
 * The public halves of keys that were read before, by the SHA-256 of these: to parse a key takes longer than to read it, and
 * the device connects again and again with the same. There are few of them in its life.
 */
const publicHalves = new Map<string, KeyObject>();

/**
 * A key that was read from a file.
 *
 * @throws DamagedKeyError
 */
export function keyOfPem(pem: string): PrivateKey {
  const digest = createHash('sha256').update(pem).digest('base64');
  let privateKey: KeyObject | undefined;
  const parsed = (): KeyObject => (privateKey ??= parse(pem));
  const publicKey = publicHalves.get(digest) ?? createPublicKey(parsed());
  publicHalves.set(digest, publicKey);
  return {
    publicKey,
    signRequest: async (commonName) => {
      const { createCertificateRequest } = await keyMaking();
      return createCertificateRequest(parsed(), commonName);
    },
    secureContext: (options) => createSecureContext({ ...options, key: pem }),
  };
}

/** Only who asks for a certificate pays for it. By itself, as the names of key algorithms are needed at once. */
export const keyMaking = () => import('./key-making');

function parse(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new DamagedKeyError(error);
  }
}
