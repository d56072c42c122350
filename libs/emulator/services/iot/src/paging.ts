import type { Cursor } from '@fleet/emulator-store';
import * as z from 'zod';
import { InvalidRequestException } from './errors';

const longestPage = 250;
const longestToken = 4_096;
/** The name of the listing, and the key of the page's last item. */
const token = z.tuple([z.string(), z.unknown()]);

/** What a listing is sorted by: one value, or one and a name that tells apart what has the same value. */
export type PageKey = string | number | readonly [string | number, string];

export interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

export interface Listing<T, Key extends PageKey> {
  /** Tells the tokens of different listings apart. */
  readonly name: string;
  /** What its items are sorted by. */
  readonly key: z.ZodType<Key>;
  readonly keyOf: (item: T) => Key;
  /** Reads at most `limit` items, in the order of their keys. */
  readonly read: (after: Cursor<Key>, limit: number) => readonly T[];
}

/** The key of what is listed by one text: a name, an ARN, an id. */
export const textKey = z.string();

/**
 * One page of a listing, by key and not by offset: a page costs the same however far in it lies, and what is
 * inserted or deleted between two pages shifts nothing.
 * @throws InvalidRequestException for a token of another listing, or a page size outside 1 to 250
 */
export function page<T, Key extends PageKey>(request: PageRequest, listing: Listing<T, Key>): Page<T> {
  const limit = request.maxResults ?? longestPage;
  if (!Number.isInteger(limit) || limit < 1 || limit > longestPage) {
    throw new InvalidRequestException(`The page size must be between 1 and ${longestPage}`);
  }
  const found = listing.read(cursorIn(request.nextToken, listing), limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) {
    return { items };
  }
  return { items, nextToken: tokenFor(listing, last) };
}

function tokenFor<T, Key extends PageKey>({ name, keyOf }: Listing<T, Key>, last: T): string {
  return Buffer.from(JSON.stringify([name, keyOf(last)])).toString('base64url');
}

function cursorIn<T, Key extends PageKey>(
  nextToken: string | undefined,
  { name, key }: Listing<T, Key>,
): Cursor<Key> {
  if (nextToken === undefined || nextToken === '') {
    return undefined;
  }
  if (nextToken.length > longestToken) {
    throw new InvalidRequestException('The next token is too long');
  }
  const [ofListing, last] = read(token, parsed(Buffer.from(nextToken, 'base64url').toString()));
  if (ofListing !== name) {
    throw invalid();
  }
  return read(key, last);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw invalid(cause);
  }
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (!success) {
    throw invalid(error);
  }
  return data;
}

function invalid(cause?: unknown): InvalidRequestException {
  return new InvalidRequestException('The next token is invalid', { cause });
}
