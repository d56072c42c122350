import type { PageRules } from '@fleet/paging';
import { invalidParameter } from './errors';

/** API reference, ListFunctions: "a maximum of 50 items in each response, even if you set the number higher". */
export const pageRules: PageRules = {
  defaultSize: 50,
  largestSize: 50,
  clampsSize: true,
  refuseSize: (asked) => invalidParameter(`MaxItems is ${asked}: it must be a whole number from 1 on.`),
  // Guessed: what AWS answers to an invalid token is not published.
  refuseToken: (reason) => invalidParameter(`The marker is ${reason}.`),
};
