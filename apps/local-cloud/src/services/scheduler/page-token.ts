import { invalid } from './errors';

/** Where a page ends, a group and perhaps a schedule of it, as an opaque token. */
export function encodePageToken(...names: readonly string[]): string {
  return Buffer.from(names.join('/')).toString('base64url');
}

/** @throws AwsError ValidationException for a token that was not handed out */
export function decodePageToken(token: string | undefined): { group: string; name: string } {
  if (token === undefined) {
    return { group: '', name: '' };
  }
  const names = Buffer.from(token, 'base64url').toString().split('/');
  if (names.length > 2 || encodePageToken(...names) !== token) {
    throw invalid('Invalid NextToken.');
  }
  const [group = '', name = ''] = names;
  return { group, name };
}
