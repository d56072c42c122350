import type { PageRules } from '@fleet/paging';
import { outOfRange } from './constraints';
import { invalid } from './errors';

/** API reference, ListSchedules and ListScheduleGroups: `MaxResults` is at most 100. */
export const pageRules: PageRules = {
  defaultSize: 100,
  largestSize: 100,
  refuseSize: (asked, largestSize) => outOfRange(asked, 'maxResults', 1, largestSize),
  refuseToken: (_reason, options) => invalid('Invalid NextToken.', options),
};
