import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { ecdsaWithSHA256, ecdsaWithSHA384, ecdsaWithSHA512 } from '@peculiar/asn1-ecc';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
import { keyAlgorithmOf } from './key-algorithm';

const commonNameOid = '2.5.4.3';
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
  readonly identifier: AlgorithmIdentifier;
}

/** sha256WithRSAEncryption, which has to have parameters, and these have to be NULL (RFC 4055, section 5). */
const rsaScheme: SignatureScheme = {
  hash: 'sha256',
  identifier: new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null }),
};

/** By OpenSSL's name of the curve, a hash as strong as the curve is (RFC 5480, section 4). */
const ecdsaSchemes = new Map<string | undefined, SignatureScheme>([
  ['prime256v1', { hash: 'sha256', identifier: ecdsaWithSHA256 }],
  ['secp384r1', { hash: 'sha384', identifier: ecdsaWithSHA384 }],
  ['secp521r1', { hash: 'sha512', identifier: ecdsaWithSHA512 }],
]);

/**
 * Writes and signs a PKCS#10 certificate signing request (CSR) by the algorithm that goes with the key. The subject
 * is for human readers: AWS IoT knows a device by the certificate's id alone.
 *
 * @param privateKeyPem PKCS#8 PEM
 * @returns the CSR as PEM
 * @throws UnsupportedKeyError
 */
export function createCertificateRequest(privateKeyPem: string, commonName: string): string {
  const privateKey = createPrivateKey(privateKeyPem);
  const { hash, identifier } = signatureSchemeOf(privateKey);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const info = new CertificationRequestInfo({
    subject: subjectOf(commonName),
    subjectPKInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
    attributes: new Attributes(),
  });
  const signature = sign(hash, Buffer.from(AsnConvert.serialize(info)), privateKey);
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: identifier,
    signature: Uint8Array.from(signature).buffer,
  });
  return toPem('CERTIFICATE REQUEST', Buffer.from(AsnConvert.serialize(request)));
}

function signatureSchemeOf(key: KeyObject): SignatureScheme {
  const scheme =
    key.asymmetricKeyType === 'rsa' ? rsaScheme : ecdsaSchemes.get(key.asymmetricKeyDetails?.namedCurve);
  if (scheme === undefined) {
    throw new UnsupportedKeyError(keyAlgorithmOf(key));
  }
  return scheme;
}

function subjectOf(commonName: string): Name {
  if (commonName.length > longestCommonName) {
    return new Name();
  }
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([
    new RelativeDistinguishedName([new AttributeTypeAndValue({ type: commonNameOid, value })]),
  ]);
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
