import type { AttributeValue } from './attribute-value';
import { digitsOf, magnitudeOf, parseDecimal } from './decimal';

export type KeyType = 'S' | 'N' | 'B';

/** A key's bytes compare as DynamoDB orders keys: text by UTF-8, numbers by value, binary by unsigned bytes. */
export function encodeKey(value: Extract<AttributeValue, { type: KeyType }>): Buffer {
  switch (value.type) {
    case 'S':
      return Buffer.from(value.value, 'utf8');
    case 'B':
      return value.value;
    case 'N':
      return encodeNumber(value.value);
  }
}

const negative = 1;
const zero = 2;
const positive = 3;
const magnitudeBias = 1000;

/** Sign, magnitude, digits; complemented for negative numbers, where more digits mean less. */
function encodeNumber(text: string): Buffer {
  const number = parseDecimal(text);
  if (typeof number === 'string') {
    throw new RangeError(`${text} is not a stored number`);
  }
  if (number.coefficient === 0n) {
    return Buffer.from([zero]);
  }
  const magnitude = Buffer.alloc(2);
  magnitude.writeUInt16BE(magnitudeOf(number) + magnitudeBias);
  const body = Buffer.concat([magnitude, Buffer.from(digitsOf(number), 'latin1')]);
  if (number.coefficient > 0n) {
    return Buffer.concat([Buffer.from([positive]), body]);
  }
  return Buffer.concat([Buffer.from([negative]), body.map((byte) => 255 - byte), Buffer.from([255])]);
}

/** The least key that is greater than all that begin with `prefix`; undefined when there is none. */
export function endOfPrefix(prefix: Buffer): Buffer | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 255) {
    length -= 1;
  }
  if (length === 0) {
    return undefined;
  }
  const end = Buffer.from(prefix.subarray(0, length));
  end.writeUInt8(end.readUInt8(length - 1) + 1, length - 1);
  return end;
}
