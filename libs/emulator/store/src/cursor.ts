/** The key that a page of a list comes after. The first page has none. */
export type Cursor<Key = string> = Key | undefined;

/** Every name sorts behind the empty text, and no name is empty. */
const beforeAllNames = '';

/**
 * What to bind in `WHERE name > ? ORDER BY name LIMIT ?`. So the first page is read by the same statement as the others,
 * which begins in the index where the page begins.
 */
export function exclusiveStart(after: Cursor): string {
  return after ?? beforeAllNames;
}
