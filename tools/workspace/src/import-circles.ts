import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** Files by their paths, each with its text. */
export type Sources = ReadonlyMap<string, string>;

/**
 * Files that import each other in a circle, so that none of them can be read or tested without the others. Types count
 * too: where two files need each other's types, one of them holds two ideas.
 * @returns circles without a file in common, each with its files in the order in which they import each other
 */
export function importCircles(sources: Sources): string[][] {
  const imports = new Map(
    [...sources].map(([path, text]) => [path, importedFiles(path, text, sources)] as const),
  );
  const found: string[][] = [];
  const known = new Set<string>();
  for (const path of [...sources.keys()].sort()) {
    const circle = shortestCircle(path, imports);
    if (circle?.every((file) => !known.has(file))) {
      found.push(circle);
      circle.forEach((file) => known.add(file));
    }
  }
  return found;
}

/** Searches in breadth, so the first way back is the shortest. */
function shortestCircle(
  start: string,
  imports: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (const file of waiting) {
    for (const imported of imports.get(file) ?? []) {
      if (imported === start) {
        return wayTo(file, start, cameFrom);
      }
      if (!cameFrom.has(imported)) {
        cameFrom.set(imported, file);
        waiting.push(imported);
      }
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  for (let file = end; file !== start;) {
    file = cameFrom.get(file) ?? start;
    way.unshift(file);
  }
  return way;
}

function importedFiles(path: string, text: string, sources: Sources): string[] {
  return ts
    .createSourceFile(path, text, ts.ScriptTarget.Latest)
    .statements.flatMap((statement) => specifierOf(statement) ?? [])
    .filter((specifier) => specifier.startsWith('.'))
    .flatMap((specifier) => fileOf(normalize(join(dirname(path), specifier)), sources) ?? []);
}

function specifierOf(statement: ts.Statement): string | undefined {
  const imports = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
  const specifier = imports ? statement.moduleSpecifier : undefined;
  return specifier && ts.isStringLiteral(specifier) ? specifier.text : undefined;
}

function fileOf(path: string, sources: Sources): string | undefined {
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) => sources.has(candidate));
}
