import { AwsError } from '@fleet/aws-wire';
import type { PageRules } from '@fleet/paging';

/** API reference, GetParametersByPath: `MaxResults` is at most 10. */
export const pathPages: PageRules = {
  defaultSize: 10,
  largestSize: 10,
  refuseSize: (asked, largestSize) =>
    new AwsError(
      'ValidationException',
      `Value '${asked}' at 'maxResults' must be a whole number from 1 to ${largestSize}.`,
    ),
  refuseToken: (reason, options) =>
    new AwsError('InvalidNextToken', `The specified token is ${reason}.`, options),
};

/** API reference, DescribeParameters: `MaxResults` is at most 50. */
export const descriptionPages: PageRules = { ...pathPages, largestSize: 50 };
