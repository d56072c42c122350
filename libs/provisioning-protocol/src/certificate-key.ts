import { createPublicKey, KeyObject, X509Certificate } from 'node:crypto';

/**
 * The public half of a key.
 * @param key private or public, as KeyObject or PEM.
 * @throws Error of node:crypto when it is not a key.
 */
export function publicHalf(key: KeyObject | string): KeyObject {
  return key instanceof KeyObject && key.type === 'public' ? key : createPublicKey(key);
}

/**
 * Whether the certificate is over this public key.
 * @throws Error of node:crypto when the PEM is not a certificate.
 */
export function certificateBelongsTo(certificatePem: string, publicKey: KeyObject): boolean {
  return new X509Certificate(certificatePem).publicKey.equals(publicKey);
}
