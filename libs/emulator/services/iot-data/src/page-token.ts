import { AwsError } from '@fleet/aws-wire';
import type { Cursor } from '@fleet/emulator-store';

/** The topic after which the next page begins, as an opaque token. */
export function encodePageToken(lastTopic: string): string {
  return Buffer.from(lastTopic).toString('base64url');
}

/** @throws AwsError InvalidRequestException for a token that we did not hand out */
export function decodePageToken(token: string | undefined): Cursor {
  if (token === undefined) {
    return undefined;
  }
  const topic = Buffer.from(token, 'base64url').toString();
  if (encodePageToken(topic) !== token) {
    throw new AwsError('InvalidRequestException', 'The next token is invalid.');
  }
  return topic;
}
