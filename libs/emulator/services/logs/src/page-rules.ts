import { AwsError } from '@fleet/aws-wire';
import type { PageRules } from '@fleet/paging';

/** API reference, DescribeLogGroups and DescribeLogStreams: `limit` is at most 50, and 50 unless it is given. */
export const pageRules: PageRules = {
  defaultSize: 50,
  largestSize: 50,
  refuseSize: (asked, largestSize) =>
    new AwsError(
      'InvalidParameterException',
      `Value '${asked}' at 'limit' must be a whole number from 1 to ${largestSize}.`,
    ),
  refuseToken: (_reason, options) => invalidToken(options),
};

/** @param options the cause, if there is one */
export function invalidToken(options?: ErrorOptions): AwsError {
  return new AwsError('InvalidParameterException', 'The specified nextToken is invalid.', options);
}
