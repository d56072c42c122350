import type { Cursor } from '@fleet/emulator-store';

/** How many items a page of a listing may have. It differs between operations. */
export interface SizeRules {
  /** Of a page whose size was not asked for. */
  readonly defaultSize: number;
  readonly largestSize: number;
  /** Whether a larger size is taken for the largest, instead of being refused. */
  readonly clampsSize?: boolean;
  /** The service's error for a size that it does not take. */
  readonly refuseSize: (asked: number, largestSize: number) => Error;
}

/** @throws what the rules refuse a size with */
export function pageSize(asked: number | undefined, rules: SizeRules): number {
  const { defaultSize, largestSize, clampsSize = false, refuseSize } = rules;
  const size = asked ?? defaultSize;
  if (!Number.isInteger(size) || size < 1 || (size > largestSize && !clampsSize)) {
    throw refuseSize(size, largestSize);
  }
  return Math.min(size, largestSize);
}

export interface ReadPage<T> {
  readonly items: readonly T[];
  /** The page's last item, if another page follows. */
  readonly last: T | undefined;
}

/**
 * Reads a page, and whether there is another: one item more than the page has is asked for. So a last page that is
 * exactly full is known to be the last.
 * @param read reads at most `limit` items that come after a key, in the order of their keys
 */
export function readPage<T, Key>(
  after: Cursor<Key>,
  size: number,
  read: (after: Cursor<Key>, limit: number) => readonly T[],
): ReadPage<T> {
  const found = read(after, size + 1);
  const items = found.slice(0, size);
  return { items, last: found.length > size ? items.at(-1) : undefined };
}
