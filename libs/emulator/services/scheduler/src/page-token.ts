import type { Cursor } from '@fleet/emulator-store';
import { invalid } from './errors';

/** Where a page ends: a group, or a schedule of it. */
export interface PageEnd {
  readonly group: string;
  readonly name?: string | undefined;
}

/** A {@link PageEnd} as an opaque token. */
export function encodePageToken({ group, name }: PageEnd): string {
  return Buffer.from(name === undefined ? group : `${group}/${name}`).toString('base64url');
}

/** @throws AwsError ValidationException for a token that was not handed out */
export function decodePageToken(token: string | undefined): Cursor<PageEnd> {
  if (token === undefined) {
    return undefined;
  }
  const [, group, name] = /^([^/]*)(?:\/([^/]*))?$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (group === undefined || encodePageToken({ group, name }) !== token) {
    throw invalid('Invalid NextToken.');
  }
  return { group, name };
}
