import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** "Unique identifiers", IAM user guide: a prefix that tells the kind and 17 characters. */
export function uniqueId(prefix: 'AROA' | 'ANPA'): string {
  return prefix + Array.from(randomBytes(17), (byte) => alphabet[byte % alphabet.length]).join('');
}
