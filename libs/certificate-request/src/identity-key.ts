import {
  createPrivateKey,
  generateKeyPair,
  generateKeyPairSync,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { keyParameters, type KeyAlgorithm } from './key-algorithm';

const generate = promisify(generateKeyPair);

/**
 * Makes an identity key: ECDSA on NIST P-256, which AWS IoT takes and a small device makes in a
 * millisecond (an RSA key takes it seconds).
 *
 * @returns the private key as unencrypted PKCS#8 PEM
 */
export function generateIdentityKey(): string {
  return toPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/**
 * Makes an identity key of the given algorithm. An EC key at once; an RSA key off the event loop, which it would hold up
 * for longer than a connection may be silent.
 *
 * @returns the private key as unencrypted PKCS#8 PEM
 */
export async function generateIdentityKeyOf(algorithm: KeyAlgorithm): Promise<string> {
  const parameters = keyParameters[algorithm];
  const { privateKey } =
    parameters.type === 'ec' ? generateKeyPairSync('ec', parameters) : await generate('rsa', parameters);
  return toPem(privateKey);
}

function toPem(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Whether the certificate was issued to this key; false also for what is no certificate or no key at all. */
export function certificateBelongsTo(privateKeyPem: string, certificatePem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch (error) {
    // node:crypto says "not a key" and "not a certificate" by errors that carry a code.
    if (typeof error === 'object' && error !== null && 'code' in error) {
      return false;
    }
    throw error;
  }
}
