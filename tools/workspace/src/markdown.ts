import { readText } from './workspace';

/** The lines of all code blocks in one of the languages given. */
export function codeLines(path: string, languages: readonly string[]): string[] {
  const blocks = [...readText(path).matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks
    .filter(([, language]) => languages.includes(language ?? ''))
    .flatMap(([, , body]) => (body ?? '').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The cells of every table row of a document whose first cell is a word in backquotes, by that word. */
export function tableRows(path: string, heading: string): Map<string, readonly string[]> {
  const section = readText(path).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` +\|(.*)\|$/gm)];
  return new Map(
    rows.map(([, name, rest]) => [name ?? '', (rest ?? '').split('|').map((cell) => cell.trim())]),
  );
}

/** The relative paths in the HTML of a document, which link checkers for Markdown do not read. */
export function embeddedFiles(path: string): string[] {
  const sources = [...readText(path).matchAll(/(?:src|srcset|href)="([^"\s]+)"/g)];
  return sources.map(([, target = '']) => target).filter((target) => !/^[a-z]+:|^#/.test(target));
}
