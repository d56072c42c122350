import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { Credentials } from './connection';

/**
 * Why a certificate and a key cannot carry a connection, in words; `undefined` for a pair that can. OpenSSL's own
 * complaint would name neither the file nor what is wrong with it.
 */
export function faultOfCredentials({ certificate, privateKey }: Credentials): string | undefined {
  const key = parsed(() => createPrivateKey(privateKey));
  if (key === undefined) {
    return 'the private key is damaged';
  }
  return faultOfCertificate(certificate) ?? faultOfPair(certificate, key);
}

export function faultOfCertificate(certificate: string): string | undefined {
  return parsed(() => new X509Certificate(certificate)) === undefined
    ? 'the certificate is damaged'
    : undefined;
}

function faultOfPair(certificate: string, key: KeyObject): string | undefined {
  return new X509Certificate(certificate).checkPrivateKey(key)
    ? undefined
    : 'the private key belongs to another certificate';
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
