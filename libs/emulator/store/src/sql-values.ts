/** What a column holds. Integers come back as `number` when they are safe, else as `bigint`. */
export type SqlValue = string | number | bigint | Buffer | null;
export type Row = Record<string, SqlValue>;

/**
 * The driver binds every `number` as REAL, which a TEXT column would keep as "1.0": whole numbers go as bigint. It
 * reads text no further than a NUL, without a word: that is written in two other characters.
 */
export function toDriver(value: SqlValue): SqlValue {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return BigInt(value);
  }
  return typeof value === 'string' ? withoutNul(value) : value;
}

/*
 * U+0001 stands for NUL and for itself, distinguished by the next character. So written, texts compare as they did before: what
 * is just behind a key (`key` and a NUL, as whoever reads in pages asks for) stays just behind it.
 */
const escape = '\u0001';
const nul = '\0';
const escapedNul = '\u0001\u0001';
const escapedEscape = '\u0001\u0002';

function withoutNul(text: string): string {
  if (!text.includes(nul) && !text.includes(escape)) {
    return text;
  }
  return text.replaceAll(escape, escapedEscape).replaceAll(nul, escapedNul);
}

function withNul(text: string): string {
  if (!text.includes(escape)) {
    return text;
  }
  // From the left, so pairs are never torn apart: an escape stands nowhere but at the beginning of one.
  return text.replaceAll(escapedNul, nul).replaceAll(escapedEscape, escape);
}

/** The driver is set to answer all integers as bigint, and blobs in two shapes. */
export function fromDriver(value: unknown): SqlValue {
  switch (typeof value) {
    case 'bigint':
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
    case 'string':
      return withNul(value);
    case 'number':
      return value;
    default:
      if (value === null) {
        return null;
      }
      if (Buffer.isBuffer(value)) {
        return value;
      }
      if (value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]') {
        return Buffer.from(value as ArrayBuffer);
      }
      throw new TypeError(`the SQLite driver answered a value of type ${typeof value}`);
  }
}
