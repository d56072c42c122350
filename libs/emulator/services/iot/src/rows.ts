import type { Row } from '@fleet/emulator-store';

/** A column does not hold what this version writes into it: the store was changed from outside. */
export class UnexpectedColumnError extends Error {
  override readonly name = 'UnexpectedColumnError';

  constructor(column: string, expected: string) {
    super(`column "${column}" holds no ${expected}; the data directory was written by something else`);
  }
}

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
  if (typeof value !== 'number') {
    throw new UnexpectedColumnError(column, 'number');
  }
  return value;
}

/** Times are kept in milliseconds since the epoch. */
export function date(row: Row, column: string): Date {
  return new Date(integer(row, column));
}

export function flag(row: Row, column: string): boolean {
  return integer(row, column) !== 0;
}

/** The JSON this lib wrote itself, checked by `parse` on its way back in. */
export function json<T>(row: Row, column: string, parse: (value: unknown) => T): T {
  return parse(JSON.parse(text(row, column)));
}
