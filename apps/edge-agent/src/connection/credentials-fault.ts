import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import { DamagedKeyError, type PrivateKey } from '../keys/private-key';
import type { Credentials } from './connection';

/** A certificate and a key that cannot carry a connection; says why. OpenSSL's own complaint would not. */
export class CredentialsFaultError extends Error {
  override readonly name = 'CredentialsFaultError';
}

/**
 * A certificate with its key.
 *
 * @throws CredentialsFaultError for a pair that can carry no connection, and whatever opening the key and reading the certificate throws
 */
export function credentialsOf(openKey: () => PrivateKey, readCertificate: () => string): Credentials {
  const privateKey = undamaged(openKey);
  const certificate = readCertificate();
  const digest = createHash('sha256').update(certificate).digest('base64');
  if (good.get(digest) !== privateKey.publicKey) {
    requirePair(certificate, privateKey);
    good.set(digest, privateKey.publicKey);
  }
  return { certificate, privateKey };
}

/**
 * The keys of certificates that were found to be good, by the SHA-256 of these: to parse a certificate takes longer than to
 * read it, and the device connects again and again with the same. There are few of them in its life.
 */
const good = new Map<string, KeyObject>();

function requirePair(certificate: string, { publicKey }: PrivateKey): void {
  const parsed = parsedCertificate(certificate);
  if (parsed === undefined) {
    throw new CredentialsFaultError(damagedCertificate);
  }
  if (!parsed.publicKey.equals(publicKey)) {
    throw new CredentialsFaultError('the private key belongs to another certificate');
  }
}

const damagedCertificate = 'the certificate is damaged';

export function faultOfCertificate(certificate: string): string | undefined {
  return parsedCertificate(certificate) === undefined ? damagedCertificate : undefined;
}

function undamaged(openKey: () => PrivateKey): PrivateKey {
  try {
    return openKey();
  } catch (error) {
    throw error instanceof DamagedKeyError
      ? new CredentialsFaultError(error.message, { cause: error })
      : error;
  }
}

function parsedCertificate(certificate: string): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}
