/** An address as a number, with the length of its family in bits. */
interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** Whether the address lies in the range: `192.0.2.0/24`, `2001:db8::/32`, or one address. */
export function inAddressRange(address: string, range: string): boolean {
  const slash = range.indexOf('/');
  const one = parseAddress(address);
  const other = parseAddress(slash < 0 ? range : range.slice(0, slash));
  if (!one || one.bits !== other?.bits) {
    return false;
  }
  const length = slash < 0 ? one.bits : readPrefixLength(range.slice(slash + 1));
  if (length === undefined || length > one.bits) {
    return false;
  }
  const shift = BigInt(one.bits - length);
  return one.value >> shift === other.value >> shift;
}

function readPrefixLength(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

function parseVersion4(text: string): Address | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255)) {
    return undefined;
  }
  return { value: octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n), bits: 32 };
}

function parseVersion6(text: string): Address | undefined {
  const halves = withoutDottedTail(text).split('::');
  if (halves.length > 2) {
    return undefined;
  }
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) {
    return undefined;
  }
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) {
    return undefined;
  }
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  // A dual-stack socket reports an IPv4 peer as ::ffff:192.0.2.1.
  return value >> 32n === 0xffffn ? { value: value & 0xffffffffn, bits: 32 } : { value, bits: 128 };
}

/** `::ffff:192.0.2.1` as `::ffff:c000:201`. */
function withoutDottedTail(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const dotted = parseVersion4(text.slice(start));
  if (!dotted) {
    return text;
  }
  return `${text.slice(0, start)}${(dotted.value >> 16n).toString(16)}:${(dotted.value & 0xffffn).toString(16)}`;
}
