import { readMembers, tags } from './der';
import type { DerElement } from './der';

/** An attribute type of X.520, 2.5.4 and one octet, as an object identifier. */
const x520 = Buffer.from('5504', 'hex');

/** UTF8String, PrintableString and IA5String. */
const asciiTags = new Set([0x0c, 0x13, 0x16]);

/**
 * Whether all parts of a distinguished name are printable ASCII of X.520's attributes: such a name every library reads.
 * @param name DER, of which it is known that it is a name
 */
export function isPlainName(name: Buffer): boolean {
  return readMembers(name).every(({ whole }) => {
    const [part, ...more] = readMembers(whole, tags.set);
    const [type, value] = part === undefined ? [] : readMembers(part.whole);
    const isOne = type !== undefined && value !== undefined && more.length === 0;
    return isOne && isX520(type.content) && isPlainText(value);
  });
}

function isX520(identifier: Buffer): boolean {
  return identifier.length === 3 && identifier.subarray(0, 2).equals(x520) && (identifier[2] ?? 0x80) < 0x80;
}

function isPlainText({ tag, content }: DerElement): boolean {
  return asciiTags.has(tag) && content.every((octet) => octet >= 0x20 && octet < 0x7f);
}
