import { isIP } from 'node:net';

/** The four or sixteen octets of an IP address; undefined for what is none. */
export function ipOctets(address: string): Buffer | undefined {
  const [plain = ''] = address.split('%');
  switch (isIP(plain)) {
    case 4:
      return Buffer.from(plain.split('.').map(Number));
    case 6:
      return sixteenOctets(plain);
    default:
      return undefined;
  }
}

function sixteenOctets(address: string): Buffer {
  // A URL's host is the address in its shortest form: in hexadecimal groups alone.
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = shortest.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const octets = Buffer.alloc(16);
  before.forEach((group, index) => octets.writeUInt16BE(group, index * 2));
  after.forEach((group, index) => octets.writeUInt16BE(group, 16 - (after.length - index) * 2));
  return octets;
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
