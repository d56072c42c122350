import { readText } from './workspace';

/** The lines of all code blocks in one of the languages given. */
export function codeLines(path: string, languages: readonly string[]): string[] {
  const blocks = [...readText(path).matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks
    .filter(([, language]) => languages.some((each) => each === language))
    .flatMap(([, , body]) => body?.split('\n') ?? [])
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * The cells of every table row below a heading whose first cell is a word in backquotes, by that word.
 * @throws Error when the document has no such heading
 */
export function tableRows(path: string, heading: string): Map<string, readonly string[]> {
  const [section] = readText(path).split(`\n## ${heading}\n`)[1]?.split('\n## ') ?? [];
  if (section === undefined) {
    throw new Error(`${path} has no heading "${heading}"`);
  }
  const rows = [...section.matchAll(/^\| `([^`]+)` +\|(.*)\|$/gm)];
  return new Map(
    rows.flatMap(([, name, rest]) =>
      name === undefined || rest === undefined ? [] : [[name, rest.split('|').map((cell) => cell.trim())]],
    ),
  );
}

/** The relative paths in the HTML of a document, which link checkers for Markdown do not read. */
export function embeddedFiles(path: string): string[] {
  const sources = [...readText(path).matchAll(/(?:src|srcset|href)="([^"\s]+)"/g)];
  return sources.flatMap(([, target]) =>
    target === undefined || /^[a-z]+:|^#/.test(target) ? [] : [target],
  );
}
