import { createHash } from 'node:crypto';
import * as z from 'zod';
import { InvalidRequestException } from '../errors';
import type { SourceKey } from './candidate-source';

/** Where a search was left. */
export interface SearchPosition {
  /** Which of the query's paths the search goes, which of its steps it is in, and behind which entry. */
  readonly path: number;
  readonly step: number;
  readonly after: SourceKey | undefined;
}

const longestToken = 4_096;
const index = z.int().check(z.nonnegative());
const contents = z.tuple([
  z.string(),
  index,
  index,
  z.union([z.null(), z.array(z.union([z.string(), z.number()])).check(z.maxLength(3))]),
]);

/**
 * A token that goes on with this query only.
 * @param query what was asked, with all that decides which paths there are
 */
export function searchToken(query: string, { path, step, after }: SearchPosition): string {
  return Buffer.from(JSON.stringify([digest(query), path, step, after ?? null])).toString('base64url');
}

/** @throws InvalidRequestException for a token of another query, or none at all */
export function positionIn(token: string, query: string): SearchPosition {
  if (token.length > longestToken) {
    throw new InvalidRequestException('The next token is too long');
  }
  const read = contents.safeParse(parsed(Buffer.from(token, 'base64url').toString()));
  if (!read.success) {
    throw new InvalidRequestException('The next token is invalid');
  }
  const [ofQuery, path, step, after] = read.data;
  if (ofQuery !== digest(query)) {
    throw new InvalidRequestException('The next token belongs to another query, or to what was indexed then');
  }
  return { path, step, after: after ?? undefined };
}

function digest(query: string): string {
  return createHash('sha256').update(query).digest('base64url').slice(0, 16);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new InvalidRequestException('The next token is invalid', { cause });
  }
}
