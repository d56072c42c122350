import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';

/**
 * Makes an identity key: ECDSA on NIST P-256, which AWS IoT takes and a small device makes in a
 * millisecond (an RSA key takes it seconds).
 *
 * @returns the private key as unencrypted PKCS#8 PEM
 */
export function generateIdentityKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

/** Whether the certificate was issued to this key; false also for what is no certificate or no key at all. */
export function certificateBelongsTo(privateKeyPem: string, certificatePem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch (error) {
    // node:crypto says "not a key" and "not a certificate" by errors that carry a code.
    if (typeof error === 'object' && error !== null && 'code' in error) return false;
    throw error;
  }
}
