/*
 * The few rules of DER (X.690) that a certificate signing request needs: each value is its tag, its length in as few bytes
 * as can say it, and its content.
 */

export const tags = {
  bitString: 0x03,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  /** Tag 0 of the context, constructed. */
  context0: 0xa0,
} as const;

/** A value of that tag, with these parts as its content. */
export function derValue(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), derLength(content.length), content]);
}

/** A BIT STRING of whole bytes: the first of its content says that none of its bits is unused. */
export function derBitString(bytes: Uint8Array): Buffer {
  return derValue(tags.bitString, Buffer.of(0), bytes);
}

/** Up to 127 in one byte; above that, the number of bytes that follow, and these. */
function derLength(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.of(length);
  }
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}
