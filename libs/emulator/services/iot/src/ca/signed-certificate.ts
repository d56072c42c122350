import { createHash, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  bitString,
  contextTag,
  element,
  objectIdentifier,
  octetsOf,
  readMembers,
  sequence,
  tags,
  time,
} from './der';

/** What a certificate says, apart from who signs it. */
export interface CertificateContents {
  /** DER of the holder's name. */
  readonly subject: Uint8Array;
  /** DER of the holder's SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Uint8Array[];
}

/** Who signs certificates. */
export interface CertificateIssuer {
  /** DER of its name. */
  readonly subject: Uint8Array;
  /** DER of its SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** EC P-256. */
  readonly privateKey: KeyObject;
}

const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const version3 = element(contextTag(0, { constructed: true }), element(tags.integer, Buffer.from([2])));
const criticalMark = element(tags.boolean, Buffer.from([0xff]));

/** Writes and signs an X.509 certificate (RFC 5280, section 4.1). */
export function signedCertificate(contents: CertificateContents, issuer: CertificateIssuer): Buffer {
  const toBeSigned = sequence(
    version3,
    element(tags.integer, serialNumber()),
    ecdsaWithSha256,
    issuer.subject,
    sequence(time(contents.notBefore), time(contents.notAfter)),
    contents.subject,
    contents.publicKey,
    element(contextTag(3, { constructed: true }), sequence(...contents.extensions)),
  );
  return sequence(toBeSigned, ecdsaWithSha256, bitString(sign('sha256', toBeSigned, issuer.privateKey)));
}

/** DER of a name: what each of its parts is, by its object identifier, and what it says. */
export function distinguishedName(
  ...parts: readonly (readonly [identifier: string, text: string])[]
): Buffer {
  const utf8String = 0x0c;
  return sequence(
    ...parts.map(([identifier, text]) =>
      element(tags.set, sequence(objectIdentifier(identifier), element(utf8String, Buffer.from(text)))),
    ),
  );
}

/** DER of the name of who holds a certificate, read from the certificate. @throws DerError */
export function subjectOf(certificate: Buffer): Buffer {
  const [toBeSigned] = readMembers(certificate);
  const { whole = Buffer.alloc(0) } = readMembers(toBeSigned?.whole ?? Buffer.alloc(0))[5] ?? {};
  readMembers(whole);
  return whole;
}

export const extensions = {
  basicConstraints: ({ isAuthority }: { readonly isAuthority: boolean }) =>
    critical('2.5.29.19', sequence(...(isAuthority ? [criticalMark] : []))),
  digitalSignature: critical('2.5.29.15', bitString(Buffer.from([0x80]), 7)),
  /** keyCertSign and cRLSign */
  certificateSignature: critical('2.5.29.15', bitString(Buffer.from([0x06]), 1)),
  serverAuthentication: extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
  subjectNames: (names: readonly SubjectName[]) =>
    extension('2.5.29.17', sequence(...names.map(generalName))),
  authorityKey: (publicKey: Buffer) =>
    extension(
      '2.5.29.35',
      sequence(element(contextTag(0, { constructed: false }), keyIdentifier(publicKey))),
    ),
  subjectKey: (publicKey: Buffer) =>
    extension('2.5.29.14', element(tags.octetString, keyIdentifier(publicKey))),
} as const;

/** A DNS name, or the four or sixteen octets of an IP address. */
export type SubjectName = { readonly dns: string } | { readonly ip: Uint8Array };

function generalName(name: SubjectName): Buffer {
  return 'dns' in name
    ? element(contextTag(2, { constructed: false }), Buffer.from(name.dns, 'latin1'))
    : element(contextTag(7, { constructed: false }), name.ip);
}

function extension(identifier: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(identifier), element(tags.octetString, value));
}

function critical(identifier: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(identifier), criticalMark, element(tags.octetString, value));
}

/** SHA-1 of the key's bits (RFC 5280, section 4.2.1.2, method 1). */
function keyIdentifier(publicKey: Buffer): Buffer {
  const [, bits] = readMembers(publicKey);
  return createHash('sha1').update(octetsOf(bits)).digest();
}

/** Twenty random octets, positive as RFC 5280 wants them. */
function serialNumber(): Buffer {
  const octets = randomBytes(20);
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets;
}
