import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

export type KeyAlgorithm =
  | { readonly name: 'ECDSA'; readonly namedCurve: string; readonly hash: string }
  | {
      readonly name: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS';
      readonly saltLength?: number;
      readonly modulusLength: number;
      readonly publicExponent: Uint8Array;
      readonly hash: string;
    };

export const p256 = ecdsa('P-256', 'SHA-256');

export function ecdsa(namedCurve: string, hash: string): KeyAlgorithm {
  return { name: 'ECDSA', namedCurve, hash };
}

export function rsa(modulusLength: number) {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  } as const;
}

/** A PEM signing request for a fresh key, as a device makes it. */
export async function signingRequest(algorithm: KeyAlgorithm = p256): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=a device, O=Acme',
    keys,
    signingAlgorithm: algorithm,
  });
  return request.toString('pem');
}

/** The same request with one bit of its signature turned. */
export function forged(pem: string): string {
  const der = derOf(pem);
  der.writeUInt8(der.readUInt8(der.length - 5) ^ 1, der.length - 5);
  return pemOf(der);
}

/** The same request without its last bytes. */
export function cutOff(pem: string): string {
  return pemOf(derOf(pem).subarray(0, -5));
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
}
