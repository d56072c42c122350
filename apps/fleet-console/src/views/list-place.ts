import { UsageError } from '@fleet/fleet-operations';

/*
 * Where a list goes on that asks several questions, one after the other: which of them it has come to, and where in the
 * answer to that it is.
 */

interface ListPlace {
  readonly at: number;
  /** Absent at the beginning of an answer. */
  readonly token?: string;
}

/** @throws UsageError for what is no place */
export function placeOf(after: string | undefined, questions: number): ListPlace {
  if (after === undefined) {
    return { at: 0 };
  }
  const [, at, token] = /^(\d)\.(.*)$/s.exec(after) ?? [];
  if (at === undefined || token === undefined || Number(at) >= questions) {
    throw noSuchPlace();
  }
  return token === '' ? { at: Number(at) } : { at: Number(at), token };
}

/** @returns nothing at the end of the last answer */
export function placeAfter(at: number, token: string | undefined, questions: number): string | undefined {
  if (token !== undefined) {
    return `${at}.${token}`;
  }
  return at + 1 < questions ? `${at + 1}.` : undefined;
}

export function noSuchPlace(): UsageError {
  return new UsageError('This is no place in this list (any more): begin at its first page.');
}
