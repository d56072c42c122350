import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { derBitString, derValue, tags } from './der';
import { keyAlgorithmOf } from './key-algorithm';

/** The number 0, an INTEGER: version 1 (RFC 2986, section 4.1). */
const version = Buffer.from('020100', 'hex');

/** 2.5.4.3, an OBJECT IDENTIFIER. */
const commonNameType = Buffer.from('0603550403', 'hex');
/** X.520 bounds a common name (ub-common-name); a serial may be longer, and then the subject is empty. */
const longestCommonName = 64;

/** AWS IoT issues no certificate for a key of this kind. */
export class UnsupportedKeyError extends Error {
  override readonly name = 'UnsupportedKeyError';

  constructor(keyAlgorithm: string) {
    super(
      `AWS IoT issues no certificate for a key of ${keyAlgorithm}: use one of RSA, or of ECDSA on P-256, P-384 or P-521.`,
    );
  }
}

interface SignatureScheme {
  readonly hash: string;
  /** An AlgorithmIdentifier, in DER. */
  readonly identifier: Buffer;
}

/**
 * sha256WithRSAEncryption, 1.2.840.113549.1.1.11, which has to have parameters, and these have to be NULL (RFC 4055,
 * section 5).
 */
const rsaScheme: SignatureScheme = {
  hash: 'sha256',
  identifier: Buffer.from('300d06092a864886f70d01010b0500', 'hex'),
};

/** ecdsa-with-SHA256, -SHA384 and -SHA512 are 2, 3 and 4 of 1.2.840.10045.4.3, without parameters (RFC 5758, section 3.2). */
function ecdsaScheme(hash: string, last: '02' | '03' | '04'): SignatureScheme {
  return { hash, identifier: Buffer.from(`300a06082a8648ce3d0403${last}`, 'hex') };
}

/** By OpenSSL's name of the curve, a hash as strong as the curve is (RFC 5480, section 4). */
const ecdsaSchemes = new Map<string | undefined, SignatureScheme>([
  ['prime256v1', ecdsaScheme('sha256', '02')],
  ['secp384r1', ecdsaScheme('sha384', '03')],
  ['secp521r1', ecdsaScheme('sha512', '04')],
]);

/** A PKCS#10 certificate signing request (CSR) that only lacks its signature. */
export interface UnsignedCertificateRequest {
  /** What is to be signed: by ECDSA with the signature in DER, by RSA with the padding of PKCS#1 v1.5. */
  readonly content: Buffer;
  /** OpenSSL's name of the hash that it is signed with. */
  readonly hash: string;
  /** The whole request as PEM. */
  signedWith(signature: Uint8Array): string;
}

/**
 * Writes a CSR for whoever holds the key: hardware shows its public half alone. The subject is for human readers: AWS IoT
 * knows a device by the certificate's id alone.
 *
 * @throws UnsupportedKeyError
 */
export function unsignedCertificateRequest(
  publicKey: KeyObject,
  commonName: string,
): UnsignedCertificateRequest {
  const { hash, identifier } = signatureSchemeOf(publicKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const content = derValue(tags.sequence, version, subjectOf(commonName), spki, derValue(tags.context0));
  return {
    content,
    hash,
    signedWith: (signature) =>
      toPem('CERTIFICATE REQUEST', derValue(tags.sequence, content, identifier, derBitString(signature))),
  };
}

/**
 * Writes and signs a CSR by the algorithm that goes with the key.
 *
 * @param privateKey PKCS#8 PEM, or a key object
 * @returns the CSR as PEM
 * @throws UnsupportedKeyError
 */
export function createCertificateRequest(privateKey: string | KeyObject, commonName: string): string {
  const key = typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey;
  const request = unsignedCertificateRequest(createPublicKey(key), commonName);
  return request.signedWith(sign(request.hash, request.content, key));
}

function signatureSchemeOf(key: KeyObject): SignatureScheme {
  const scheme =
    key.asymmetricKeyType === 'rsa' ? rsaScheme : ecdsaSchemes.get(key.asymmetricKeyDetails?.namedCurve);
  if (scheme === undefined) {
    throw new UnsupportedKeyError(keyAlgorithmOf(key));
  }
  return scheme;
}

/** A Name, in DER: no part of a name, or one, the common name. */
function subjectOf(commonName: string): Buffer {
  if (commonName.length > longestCommonName) {
    return derValue(tags.sequence);
  }
  const value = derValue(tags.utf8String, Buffer.from(commonName));
  return derValue(tags.sequence, derValue(tags.set, derValue(tags.sequence, commonNameType, value)));
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
