import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { InvalidRequestException } from '../errors';
import { contextTag, octetsOf, readElements, readMembers, tags } from './der';
import type { DerElement } from './der';
import { isSignedBy } from './request-signature';

const longestPem = 4_096;
const smallestRsaBits = 2_048;
const curves = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);

/** What a certificate is issued for. */
export interface SigningRequest {
  /** DER of the subject, as it stands in the request. */
  readonly subject: Buffer;
  /** Subject public key, DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
}

/** The parts of a CertificationRequest (RFC 2986, section 4). */
interface ReadRequest extends SigningRequest {
  readonly signed: Buffer;
  readonly algorithm: DerElement;
  readonly signature: Buffer;
}

/**
 * Reads a PEM certificate signing request and proves that its maker holds the key (API reference,
 * CreateCertificateFromCsr: RSA of at least 2,048 bits, or NIST P-256, P-384, P-521).
 * @throws InvalidRequestException that says what is wrong with it
 */
export function readSigningRequest(pem: string): SigningRequest {
  if (pem.length > longestPem) {
    throw new InvalidRequestException(
      `The certificate signing request is longer than ${longestPem} characters`,
    );
  }
  const { subject, publicKey, ...request } = parse(pem);
  const key = publicKeyOf(publicKey);
  checkKey(key);
  if (!signatureHolds(request, key)) {
    throw new InvalidRequestException(
      'The signature of the certificate signing request does not match its key',
    );
  }
  return {
    subject,
    publicKey: isPlainP256(publicKey) ? publicKey : key.export({ type: 'spki', format: 'der' }),
  };
}

/** SubjectPublicKeyInfo of a P-256 key by the name of its curve, up to its point, which is not compressed (RFC 5480). */
const beforePointOfP256 = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const pointBytes = 64;

/** Whether OpenSSL would write a key that it has read in these very octets: to have it do so takes longer than to sign. */
function isPlainP256(publicKey: Buffer): boolean {
  return (
    publicKey.length === beforePointOfP256.length + pointBytes &&
    publicKey.subarray(0, beforePointOfP256.length).equals(beforePointOfP256)
  );
}

function parse(pem: string): ReadRequest {
  const [, base64] =
    /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem) ?? [];
  if (base64 === undefined) {
    throw new InvalidRequestException('The certificate signing request is not PEM');
  }
  try {
    return readRequest(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw new InvalidRequestException('The certificate signing request cannot be read', { cause });
  }
}

function readRequest(der: Buffer): ReadRequest {
  const [info, algorithm, bits] = readMembers(der);
  const signed = info?.whole ?? Buffer.alloc(0);
  const [version, subject, publicKey, attributes] = readMembers(signed);
  const isComplete =
    version?.tag === tags.integer &&
    subject?.tag === tags.sequence &&
    publicKey?.tag === tags.sequence &&
    (attributes === undefined || attributes.tag === contextTag(0, { constructed: true }));
  if (!isComplete || algorithm?.tag !== tags.sequence) {
    throw new TypeError('it does not have the members of a certification request');
  }
  checkName(subject);
  return {
    subject: subject.whole,
    publicKey: publicKey.whole,
    signed,
    algorithm,
    signature: octetsOf(bits),
  };
}

/** It goes into the certificate as it is: so it must be a name (RFC 5280, section 4.1.2.4). */
function checkName(name: DerElement): void {
  for (const part of readElements(name.content)) {
    for (const { whole } of readMembers(part.whole, tags.set)) {
      const [type, value, ...more] = readMembers(whole);
      const isText = value !== undefined && textTags.has(value.tag);
      if (type?.tag !== tags.objectIdentifier || type.content.length === 0 || !isText || more.length > 0) {
        throw new TypeError('its subject is not a name');
      }
    }
  }
}

/** UTF8String, PrintableString, TeletexString, IA5String, UniversalString, BMPString. */
const textTags = new Set([0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e]);

function publicKeyOf(der: Buffer): KeyObject {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
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

function signatureHolds(
  { signed, algorithm, signature }: Pick<ReadRequest, 'signed' | 'algorithm' | 'signature'>,
  key: KeyObject,
): boolean {
  try {
    return isSignedBy(key, { signed, algorithm, signature });
  } catch (cause) {
    throw new InvalidRequestException('The signature of the certificate signing request cannot be checked', {
      cause,
    });
  }
}
