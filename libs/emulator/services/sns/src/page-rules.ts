import type { PageRules } from '@fleet/paging';
import { invalidParameter } from './errors';

/** API reference: every listing has up to 100 entries, and nobody can ask for another number. */
export const pageRules: PageRules = {
  defaultSize: 100,
  largestSize: 100,
  refuseSize: (asked) => invalidParameter(`${asked} entries on a page`),
  refuseToken: (reason) => invalidParameter('NextToken', `it is ${reason}`),
};
