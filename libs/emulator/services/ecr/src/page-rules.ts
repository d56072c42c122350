import { AwsError } from '@fleet/aws-wire';
import type { PageRules } from '@fleet/paging';

/** API reference, DescribeRepositories: `maxResults` is 100 unless it is given, and at most 1,000. */
export const pageRules: PageRules = {
  defaultSize: 100,
  largestSize: 1_000,
  refuseSize: (asked, largestSize) =>
    invalidParameter(
      `Invalid parameter at 'maxResults': ${asked} is no whole number from 1 to ${largestSize}.`,
    ),
  // Guessed: the API reference names this error for every invalid parameter, and no case of a token is published.
  refuseToken: (reason, options) =>
    invalidParameter(`Invalid parameter at 'nextToken': the token is ${reason}.`, options),
};

function invalidParameter(message: string, options?: ErrorOptions): AwsError {
  return new AwsError('InvalidParameterException', message, options);
}
