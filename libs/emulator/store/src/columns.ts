import { StoreError } from './errors';
import type { Row } from './sql-values';

/** A column does not hold what this version writes into it: the store is damaged, or another program changed it. */
export class UnexpectedColumnError extends StoreError {
  override readonly name = 'UnexpectedColumnError';

  constructor(
    readonly column: string,
    expected: string,
    options?: ErrorOptions,
  ) {
    super(
      `column "${column}" does not hold ${expected}: the data directory is damaged or was changed from outside; ` +
        'use another one',
      options,
    );
  }
}

/** Checks a value that was read from JSON. A zod schema is one. */
export interface StoredShape<T> {
  parse(value: unknown): T;
}

/*
 * One function for each kind of column. Each throws UnexpectedColumnError if the column holds anything else, or is not
 * in the row. NULL is for the optional kinds alone.
 */

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new UnexpectedColumnError(column, 'text');
  }
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new UnexpectedColumnError(column, 'a whole number');
  }
  return value;
}

export function optionalInteger(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}

/** A number that need not be whole. */
export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') {
    throw new UnexpectedColumnError(column, 'a number');
  }
  return value;
}

/** Times are kept in milliseconds since the epoch. */
export function date(row: Row, column: string): Date {
  const value = new Date(integer(row, column));
  if (Number.isNaN(value.getTime())) {
    throw new UnexpectedColumnError(column, 'a time');
  }
  return value;
}

export function optionalDate(row: Row, column: string): Date | undefined {
  return row[column] === null ? undefined : date(row, column);
}

/** Kept as 1 or 0. */
export function flag(row: Row, column: string): boolean {
  const value = row[column];
  if (value !== 0 && value !== 1) {
    throw new UnexpectedColumnError(column, '0 or 1');
  }
  return value === 1;
}

export function bytes(row: Row, column: string): Buffer {
  const value = row[column];
  if (!Buffer.isBuffer(value)) {
    throw new UnexpectedColumnError(column, 'bytes');
  }
  return value;
}

export function optionalBytes(row: Row, column: string): Buffer | undefined {
  return row[column] === null ? undefined : bytes(row, column);
}

export function oneOf<Choice extends string>(row: Row, column: string, choices: readonly Choice[]): Choice {
  const value = row[column];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) {
    throw new UnexpectedColumnError(column, `one of ${choices.join(', ')}`);
  }
  return found;
}

/** JSON of that shape. */
export function json<T>(row: Row, column: string, shape: StoredShape<T>): T {
  const stored = text(row, column);
  try {
    return shape.parse(JSON.parse(stored));
  } catch (cause) {
    throw new UnexpectedColumnError(column, 'JSON of the shape that this version writes', { cause });
  }
}
