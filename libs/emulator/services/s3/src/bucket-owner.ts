import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';

const members = ['ExpectedBucketOwner', 'ExpectedSourceBucketOwner'];

/**
 * All buckets are of this account. A client may say which account it takes for their owner.
 * @throws AwsError AccessDenied when that is another
 */
export function checkBucketOwner(input: object, { accountId }: RequestContext): void {
  for (const member of members) {
    const expected: unknown = Reflect.get(input, member);
    if (expected !== undefined && expected !== accountId) {
      throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
    }
  }
}
