import * as z from 'zod';
import { InvalidRequestException } from './errors';

const longestPage = 250;
const longestToken = 4_096;
const token = z.tuple([z.string(), z.array(z.union([z.string(), z.number()])).max(4)]);

/** Where a page ended: the sort key of its last item. */
export type PageKey = readonly (string | number)[];

export interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

export interface Listing<T> {
  /** Tells the tokens of different listings apart. */
  readonly name: string;
  readonly keyOf: (item: T) => PageKey;
  /** Reads at most `limit` items after `key`, in the order of the keys. */
  readonly read: (key: PageKey | undefined, limit: number) => readonly T[];
}

/**
 * One page of a listing, by key and not by offset: a page costs the same however far in it lies, and what is
 * inserted or deleted between two pages shifts nothing.
 * @throws InvalidRequestException for a token of another listing, or a page size outside 1 to 250
 */
export function page<T>(request: PageRequest, listing: Listing<T>): Page<T> {
  const limit = request.maxResults ?? longestPage;
  if (!Number.isInteger(limit) || limit < 1 || limit > longestPage) {
    throw new InvalidRequestException(`The page size must be between 1 and ${longestPage}`);
  }
  const found = listing.read(keyIn(request.nextToken, listing.name), limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) {
    return { items };
  }
  return { items, nextToken: tokenFor(listing.name, listing.keyOf(last)) };
}

function tokenFor(listing: string, key: PageKey): string {
  return Buffer.from(JSON.stringify([listing, key])).toString('base64url');
}

function keyIn(nextToken: string | undefined, listing: string): PageKey | undefined {
  if (nextToken === undefined || nextToken === '') {
    return undefined;
  }
  if (nextToken.length > longestToken) {
    throw new InvalidRequestException('The next token is too long');
  }
  const read = token.safeParse(parsed(Buffer.from(nextToken, 'base64url').toString()));
  if (!read.success || read.data[0] !== listing) {
    throw new InvalidRequestException('The next token is invalid');
  }
  return read.data[1];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new InvalidRequestException('The next token is invalid', { cause });
  }
}
