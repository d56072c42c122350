import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What a listing is sorted by: one value, or one and a name that distinguishes what has the same value. */
export type PageKey = string | number | readonly [string | number, string];

/** The key of what is listed by one text: a name, an ARN, an id. */
export const textKey = z.string();

/**
 * Distinguishes a listing from all others of its service: its name, then what it lists the parts of and what it is
 * filtered by. A token goes on with the same listing only.
 */
export type ListingName = readonly [string, ...(string | number | boolean | undefined)[]];

/** Why a token is refused. */
export type UnusableToken = 'invalid' | 'too long';

export class UnusableTokenError extends Error {
  override readonly name = 'UnusableTokenError';

  constructor(
    readonly reason: UnusableToken,
    options?: ErrorOptions,
  ) {
    super(`the token is ${reason}`, options);
  }
}

const longestToken = 4_096;
/** The digest of the listing's name, and the key of the page's last item. */
const contents = z.tuple([z.string(), z.unknown()]);

export function tokenBehind(listing: ListingName, last: PageKey): string {
  return Buffer.from(JSON.stringify([digest(listing), last])).toString('base64url');
}

/** The key that a token ends at. @throws UnusableTokenError for what is no token of this listing */
export function keyIn<Key extends PageKey>(token: string, listing: ListingName, key: z.ZodType<Key>): Key {
  if (token.length > longestToken) {
    throw new UnusableTokenError('too long');
  }
  const [ofListing, last] = read(contents, parsed(Buffer.from(token, 'base64url').toString()));
  if (ofListing !== digest(listing)) {
    throw new UnusableTokenError('invalid');
  }
  return read(key, last);
}

function digest(listing: ListingName): string {
  return createHash('sha256').update(JSON.stringify(listing)).digest('base64url').slice(0, 16);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnusableTokenError('invalid', { cause });
  }
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (!success) {
    throw new UnusableTokenError('invalid', { cause: error });
  }
  return data;
}
