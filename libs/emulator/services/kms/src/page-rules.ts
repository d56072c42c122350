import { AwsError } from '@fleet/aws-wire';
import type { PageRules } from '@fleet/paging';

/** API reference, ListKeys: `Limit` is 100 unless it is given, and at most 1,000. */
export const keyPages: PageRules = {
  defaultSize: 100,
  largestSize: 1_000,
  refuseSize: (asked, largestSize) =>
    new AwsError(
      'ValidationException',
      `Value '${asked}' at 'limit' must be a whole number from 1 to ${largestSize}.`,
    ),
  refuseToken: (reason, options) =>
    new AwsError('InvalidMarkerException', `The marker is ${reason}.`, options),
};

/** API reference, ListAliases: `Limit` is 50 unless it is given, and at most 100. */
export const aliasPages: PageRules = { ...keyPages, defaultSize: 50, largestSize: 100 };
