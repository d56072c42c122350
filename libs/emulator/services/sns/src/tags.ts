/** Tags as a map. */
export function tagMap(
  tags: readonly { readonly Key: string; readonly Value: string }[],
): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
