/** The bytes are not DER, or not what was expected to be there. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** Tags of ASN.1 in DER (X.690), as certificates have them. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a member that the type numbers: `[number]`. */
export function contextTag(number: number, { constructed }: { readonly constructed: boolean }): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(content.length)]), content]);
}

export function sequence(...members: readonly Uint8Array[]): Buffer {
  return element(tags.sequence, ...members);
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap(base128);
  return element(tags.objectIdentifier, Buffer.from(octets));
}

/** @param unused how many bits at the end of the last octet say nothing */
export function bitString(octets: Uint8Array, unused = 0): Buffer {
  return element(tags.bitString, Buffer.from([unused]), octets);
}

/** UTCTime until 2049 and GeneralizedTime from then on (RFC 5280, section 4.1.2.5), to the second. */
export function time(moment: Date): Buffer {
  const digits = `${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  const year = moment.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? element(tags.utcTime, Buffer.from(digits.slice(2)))
    : element(tags.generalizedTime, Buffer.from(digits));
}

/** One element as it was read. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly whole: Buffer;
}

/**
 * Reads the elements that lie one after the other in `bytes` and fill them; what lies inside of them is not looked at.
 * @throws DerError
 */
export function readElements(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const { start, end } = contentAt(bytes, at);
    elements.push({
      tag: bytes.readUInt8(at),
      content: bytes.subarray(start, end),
      whole: bytes.subarray(at, end),
    });
    at = end;
  }
  return elements;
}

/**
 * Reads the members of one sequence (or of another element by its tag) that fills `bytes`.
 * @throws DerError
 */
export function readMembers(bytes: Buffer, tag: number = tags.sequence): DerElement[] {
  const [only, ...others] = readElements(bytes);
  if (only?.tag !== tag || others.length > 0) {
    throw new DerError(`there is no single element with the tag ${tag}`);
  }
  return readElements(only.content);
}

/** The octets of a bit string that has whole octets, as keys and signatures have. @throws DerError */
export function octetsOf(bits: DerElement | undefined): Buffer {
  if (bits?.tag !== tags.bitString || bits.content[0] !== 0) {
    throw new DerError('there is no bit string of whole octets');
  }
  return bits.content.subarray(1);
}

function contentAt(bytes: Buffer, at: number): { start: number; end: number } {
  const [tag = 0, first] = bytes.subarray(at, at + 2);
  if (first === undefined || (tag & 0x1f) === 0x1f) {
    throw new DerError('an element is cut off, or has a long tag');
  }
  const isLong = first >= 0x80;
  const octets = isLong ? first & 0x7f : 0;
  // Four octets say more than any certificate has; none would be the indefinite length, which DER does not know.
  if ((isLong && octets === 0) || octets > 4 || at + 2 + octets > bytes.length) {
    throw new DerError('the length of an element cannot be read');
  }
  const start = at + 2 + octets;
  const length = isLong ? bytes.readUIntBE(at + 2, octets) : first;
  if (isLong && lengthOctets(length).length !== octets + 1) {
    throw new DerError('the length of an element is not written as short as it can be');
  }
  if (start + length > bytes.length) {
    throw new DerError('an element is cut off');
  }
  return { start, end: start + length };
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) {
    octets.unshift(left % 256);
  }
  return [0x80 | octets.length, ...octets];
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift(0x80 | (left % 128));
  }
  return digits;
}
