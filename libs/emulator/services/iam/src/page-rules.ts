import { page } from '@fleet/paging';
import type { Listing, PageKey, PageRules } from '@fleet/paging';
import { invalidInput } from './errors';

/** API reference, ListRoles and the other lists: `MaxItems` is 100 unless it is given, and at most 1,000. */
const pageRules: PageRules = {
  defaultSize: 100,
  largestSize: 1_000,
  refuseSize: (asked, largestSize) =>
    invalidInput(`Value '${asked}' at 'maxItems' must be a whole number from 1 to ${largestSize}.`),
  // Reported: faiscadev/fakecloud#1615.
  refuseToken: () => invalidInput('Invalid Marker.'),
};

/** What a listing asks for. */
export interface AskedPage {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A page of a listing, and what IAM says of the next one. @throws AwsError ValidationError */
export function markedPage<Item, Key extends PageKey>(
  { Marker, MaxItems }: AskedPage,
  listing: Listing<Item, Key>,
): { readonly items: readonly Item[]; readonly IsTruncated: boolean; readonly Marker: string | undefined } {
  const { items, nextToken } = page({ nextToken: Marker, maxResults: MaxItems }, pageRules, listing);
  return { items, IsTruncated: nextToken !== undefined, Marker: nextToken };
}
