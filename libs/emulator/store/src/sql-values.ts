/** What a column holds. Integers come back as `number` when they are safe, else as `bigint`. */
export type SqlValue = string | number | bigint | Buffer | null;
export type Row = Record<string, SqlValue>;

/** The driver binds every `number` as REAL, which a TEXT column would keep as "1.0": whole numbers go as bigint. */
export function toDriver(value: SqlValue): SqlValue {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** The driver is set to answer all integers as bigint, and blobs in two shapes. */
export function fromDriver(value: unknown): SqlValue {
  switch (typeof value) {
    case 'bigint':
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
    case 'string':
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
