/** A request's list of tags as a map; undefined if it has none. */
export function requestTags(
  tags: readonly { readonly Key: string; readonly Value: string }[] | undefined,
): Record<string, string> | undefined {
  return tags && Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
