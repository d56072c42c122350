/** Bytes of each of the two numbers of a signature on P-256. */
const numberBytes = 32;

const sequence = 0x30;
const integer = 0x02;

/** A signature is not the DER of one on P-256. */
export class EcdsaSignatureError extends Error {
  override readonly name = 'EcdsaSignatureError';

  constructor() {
    super('The signature is not the DER of an ECDSA signature on P-256: does the key have another curve?');
  }
}

/**
 * A signature as JOSE writes it (RFC 7518, 3.4: r and s, 32 bytes each), from the DER of RFC 3279, which AWS KMS answers.
 * @throws EcdsaSignatureError
 */
export function joseSignature(der: Uint8Array): Uint8Array {
  const [outer, rest] = elementOf(der, sequence);
  const [r, afterR] = elementOf(outer, integer);
  const [s, afterS] = elementOf(afterR, integer);
  if (rest.length > 0 || afterS.length > 0) {
    throw new EcdsaSignatureError();
  }
  return Buffer.concat([padded(r), padded(s)]);
}

/** The content of the first element, and what follows it. Those of P-256 are all shorter than 128 bytes. */
function elementOf(bytes: Uint8Array, tag: number): readonly [Uint8Array, Uint8Array] {
  const [found, length] = bytes;
  if (found !== tag || length === undefined || length >= 0x80 || bytes.length < 2 + length) {
    throw new EcdsaSignatureError();
  }
  return [bytes.subarray(2, 2 + length), bytes.subarray(2 + length)];
}

/** A number without the sign of DER, at its full length. */
function padded(number: Uint8Array): Uint8Array {
  const magnitude = number[0] === 0 ? number.subarray(1) : number;
  if (magnitude.length === 0 || magnitude.length > numberBytes) {
    throw new EcdsaSignatureError();
  }
  return Buffer.concat([Buffer.alloc(numberBytes - magnitude.length), magnitude]);
}
