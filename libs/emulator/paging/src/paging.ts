import type { Cursor } from '@fleet/emulator-store';
import type * as z from 'zod';
import { UnusableTokenError, keyIn, tokenBehind } from './page-token';
import type { ListingName, PageKey, UnusableToken } from './page-token';
import { pageSize, readPage } from './read-page';
import type { SizeRules } from './read-page';

export interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** What differs between services and operations. */
export interface PageRules extends SizeRules {
  /** The service's error for a token that is none of this listing. */
  readonly refuseToken: (reason: UnusableToken, options: ErrorOptions) => Error;
}

export interface Listing<T, Key extends PageKey> {
  readonly name: ListingName;
  /** What its items are sorted by. */
  readonly key: z.ZodType<Key>;
  /** Reads at most `limit` items that come after a key, in the order of their keys. */
  readonly read: (after: Cursor<Key>, limit: number) => readonly T[];
  readonly keyOf: (item: T) => Key;
}

/**
 * One page of a listing, by key and not by offset: a page costs the same however far in it lies, and what is
 * inserted or deleted between two pages shifts nothing.
 * @throws what the rules refuse a size or a token with
 */
export function page<T, Key extends PageKey>(
  { nextToken, maxResults }: PageRequest,
  rules: PageRules,
  listing: Listing<T, Key>,
): Page<T> {
  const size = pageSize(maxResults, rules);
  const { items, last } = readPage(cursorIn(nextToken, listing, rules), size, listing.read);
  return last === undefined
    ? { items }
    : { items, nextToken: tokenBehind(listing.name, listing.keyOf(last)) };
}

/** An empty token begins anew, as no token does. */
function cursorIn<T, Key extends PageKey>(
  nextToken: string | undefined,
  { name, key }: Listing<T, Key>,
  { refuseToken }: PageRules,
): Cursor<Key> {
  if (nextToken === undefined || nextToken === '') {
    return undefined;
  }
  try {
    return keyIn(nextToken, name, key);
  } catch (error) {
    if (!(error instanceof UnusableTokenError)) {
      throw error;
    }
    throw refuseToken(error.reason, { cause: error });
  }
}
