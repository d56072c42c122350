import 'reflect-metadata';
import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { InvalidRequestException } from '../errors';

const longestPem = 4_096;
const smallestRsaBits = 2_048;
const curves = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);

/** What a certificate is issued for. */
export interface SigningRequest {
  /** Subject as it stands in the request, e.g. `CN=AWS IoT Certificate`. */
  readonly subject: string;
  /** Subject public key, DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
}

/**
 * Reads a PEM certificate signing request and proves that its maker holds the key (API reference,
 * CreateCertificateFromCsr: RSA of at least 2,048 bits, or NIST P-256, P-384, P-521).
 * @throws InvalidRequestException that says what is wrong with it
 */
export async function readSigningRequest(pem: string): Promise<SigningRequest> {
  if (pem.length > longestPem) {
    throw new InvalidRequestException(
      `The certificate signing request is longer than ${longestPem} characters`,
    );
  }
  const request = parse(pem);
  checkKey(publicKeyOf(request));
  if (!(await signatureHolds(request))) {
    throw new InvalidRequestException(
      'The signature of the certificate signing request does not match its key',
    );
  }
  return { subject: request.subject, publicKey: Buffer.from(request.publicKey.rawData) };
}

function parse(pem: string): Pkcs10CertificateRequest {
  if (!pem.includes('-----BEGIN')) {
    throw new InvalidRequestException('The certificate signing request is not PEM');
  }
  try {
    return new Pkcs10CertificateRequest(pem);
  } catch (cause) {
    throw new InvalidRequestException('The certificate signing request cannot be read', { cause });
  }
}

function publicKeyOf(request: Pkcs10CertificateRequest): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new InvalidRequestException('The public key of the certificate signing request cannot be read', {
      cause,
    });
  }
}

function checkKey(key: KeyObject): void {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength >= smallestRsaBits) {
      return;
    }
    throw new InvalidRequestException(`The RSA key must have at least ${smallestRsaBits} bits`);
  }
  if (key.asymmetricKeyType === 'ec' && namedCurve !== undefined && curves.has(namedCurve)) {
    return;
  }
  throw new InvalidRequestException(
    `The key must be RSA of at least ${smallestRsaBits} bits or on one of ${[...curves.values()].join(', ')}`,
  );
}

async function signatureHolds(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch (cause) {
    throw new InvalidRequestException('The signature of the certificate signing request cannot be checked', {
      cause,
    });
  }
}
