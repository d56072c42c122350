import type { PageRules } from '@fleet/paging';
import { InvalidRequestException } from './errors';

/** Pages of the listings of AWS IoT (API reference: `maxResults` and `pageSize` are at most 250). */
export const pageRules: PageRules = {
  defaultSize: 250,
  largestSize: 250,
  refuseSize: (_asked, largestSize) =>
    new InvalidRequestException(`The page size must be between 1 and ${largestSize}`),
  refuseToken: (reason, options) => new InvalidRequestException(`The next token is ${reason}`, options),
};

/** Pages of topic rules, which are the larger ones (API reference, ListTopicRules). The default size is guessed. */
export const rulePageRules: PageRules = { ...pageRules, largestSize: 10_000 };
