/** The number under which a list of sources has one. */
export function numberOf(source: string, sources: Readonly<Record<string, string>>): number {
  return Object.keys(sources).indexOf(source) + 1;
}

/** The sources as a numbered list. */
export function sourceList(sources: Readonly<Record<string, string>>): string {
  return Object.values(sources)
    .map((source, index) => `${index + 1}. ${source}`)
    .join('\n');
}
