import type { PageRules } from '@fleet/paging';
import { invalidInput } from './errors';

/** API reference, ListRoles and ListPolicies: `MaxItems` is 100 unless it is given, and at most 1,000. */
export const pageRules: PageRules = {
  defaultSize: 100,
  largestSize: 1_000,
  refuseSize: (asked, largestSize) =>
    invalidInput(`Value '${asked}' at 'maxItems' must be a whole number from 1 to ${largestSize}.`),
  // Reported: faiscadev/fakecloud#1615.
  refuseToken: () => invalidInput('Invalid Marker.'),
};
