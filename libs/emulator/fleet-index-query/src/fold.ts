/**
 * Text as it is compared: "search is case insensitive" (developer guide, query-syntax). What the registry may hold is
 * ASCII, and so is what is folded: a database's NOCASE says the same.
 */
export function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
