import { constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { contextTag, DerError, objectIdentifier, readElements, readMembers, tags } from './der';
import type { DerElement } from './der';

/** The request is signed by an algorithm that AWS IoT does not take. */
export class SignatureAlgorithmError extends Error {
  override readonly name = 'SignatureAlgorithmError';
}

const hashes = byIdentifier([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
const rsaHashes = byIdentifier([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
]);
const ecdsaHashes = byIdentifier([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);
const rsaPss = keyOf(objectIdentifier('1.2.840.113549.1.1.10'));

/**
 * Whether the key made this signature, by one of the algorithms that AWS IoT takes (documented: developer guide,
 * "Certificate signing algorithms supported by AWS IoT": SHA-2 with RSA, with or without PSS, and with ECDSA).
 * @throws SignatureAlgorithmError, DerError
 */
export function isSignedBy(
  key: KeyObject,
  {
    signed,
    algorithm,
    signature,
  }: { readonly signed: Buffer; readonly algorithm: DerElement; readonly signature: Buffer },
): boolean {
  const [identifier, parameters] = readElements(algorithm.content);
  const name = identifierIn(identifier);
  if (key.asymmetricKeyType === 'rsa' && name === rsaPss) {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const saltLength = constants.RSA_PSS_SALTLEN_AUTO;
    return verify(pssHash(parameters), signed, { key, padding, saltLength }, signature);
  }
  const hash = (key.asymmetricKeyType === 'rsa' ? rsaHashes : ecdsaHashes).get(name);
  return verify(known(hash), signed, key, signature);
}

/** The hash that PSS names in its parameters (RFC 4055, section 3.1). */
function pssHash(parameters: DerElement | undefined): string {
  const [first] = parameters === undefined ? [] : readElements(parameters.content);
  if (first?.tag !== contextTag(0, { constructed: true })) {
    throw new SignatureAlgorithmError('the signature names no hash, which means SHA-1');
  }
  const [identifier] = readMembers(first.content);
  return known(hashes.get(identifierIn(identifier)));
}

function known(hash: string | undefined): string {
  if (hash === undefined) {
    throw new SignatureAlgorithmError(
      'the algorithm of the signature is none of SHA-256, SHA-384 and SHA-512 with a key of that kind',
    );
  }
  return hash;
}

function byIdentifier(
  entries: readonly (readonly [identifier: string, hash: string])[],
): Map<string, string> {
  return new Map(entries.map(([identifier, hash]) => [keyOf(objectIdentifier(identifier)), hash]));
}

function identifierIn(element: DerElement | undefined): string {
  if (element?.tag !== tags.objectIdentifier) {
    throw new DerError('there is no object identifier');
  }
  return keyOf(element.whole);
}

function keyOf(identifier: Buffer): string {
  return identifier.toString('hex');
}
