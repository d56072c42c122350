import { createHash, createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Credentials } from './connection';

/**
 * Pairs that were found to be good, by their SHA-256: to parse a key takes longer than to read it, and the device connects
 * again and again with the same. There are few of them in its life.
 */
const good = new Set<string>();

/**
 * Why a certificate and a key cannot carry a connection, in words; `undefined` for a pair that can. OpenSSL's own
 * complaint would name neither the file nor what is wrong with it.
 */
export function faultOfCredentials(credentials: Credentials): string | undefined {
  const pair = digestOf(credentials);
  if (good.has(pair)) {
    return undefined;
  }
  const fault = faultFound(credentials);
  if (fault === undefined) {
    good.add(pair);
  }
  return fault;
}

export function faultOfCertificate(certificate: string): string | undefined {
  return parsed(() => new X509Certificate(certificate)) === undefined ? damagedCertificate : undefined;
}

const damagedCertificate = 'the certificate is damaged';

function digestOf({ certificate, privateKey }: Credentials): string {
  return createHash('sha256').update(certificate).update('\0').update(privateKey).digest('base64');
}

function faultFound({ certificate, privateKey }: Credentials): string | undefined {
  const key = parsed(() => createPrivateKey(privateKey));
  if (key === undefined) {
    return 'the private key is damaged';
  }
  const read = parsed(() => new X509Certificate(certificate));
  return read === undefined ? damagedCertificate : faultOfPair(read, key);
}

function faultOfPair(certificate: X509Certificate, key: KeyObject): string | undefined {
  return certificate.checkPrivateKey(key) ? undefined : 'the private key belongs to another certificate';
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
