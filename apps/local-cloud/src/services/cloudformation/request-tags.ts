/** A request's list of tags as a map; undefined if it has none. */
export function requestTags(
  tags: { Key: string | undefined; Value: string | undefined }[] | undefined,
): Record<string, string> | undefined {
  return tags && Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
