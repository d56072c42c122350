import { generateKeyPairSync } from 'node:crypto';

/**
 * Makes the device's own key: ECDSA on NIST P-256, which AWS IoT takes and a small device makes in a
 * millisecond (an RSA key takes it seconds).
 *
 * @returns the private key as unencrypted PKCS#8 PEM
 */
export function generateDeviceKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}
