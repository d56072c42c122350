/** What a column holds. Integers come back as `number` when they are safe, else as `bigint`. */
export type SqlValue = string | number | bigint | Buffer | null;
export type Row = Record<string, SqlValue>;

/**
 * The driver binds every `number` as REAL, which a TEXT column would keep as "1.0": whole numbers go as bigint. It
 * cuts text at a NUL, without a word: that is written in two other characters.
 */
export function toDriver(value: SqlValue): SqlValue {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' ? withoutNul(value) : value;
}

/** No character by Unicode's own word, so hardly ever in a text. It stands for itself and for NUL, told apart by what follows. */
const escape = '\uFFFE';
const nul = '\0';

function withoutNul(text: string): string {
  if (!text.includes(nul) && !text.includes(escape)) return text;
  return text.replaceAll(escape, `${escape}1`).replaceAll(nul, `${escape}0`);
}

function withNul(text: string): string {
  if (!text.includes(escape)) return text;
  return text.replaceAll(/\uFFFE([01])/g, (_, kind) => (kind === '0' ? nul : escape));
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
      if (value === null) return null;
      if (Buffer.isBuffer(value)) return value;
      if (value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]') {
        return Buffer.from(value as ArrayBuffer);
      }
      throw new TypeError(`the SQLite driver answered a value of type ${typeof value}`);
  }
}
