import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const entry = join(__dirname, '../../../libs/emulator/cloud/src/index.ts');

/** What a file's declarations import; the package is built from the same. */
function importsOf(file: string): string[] {
  const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { strict: true, declaration: true, isolatedDeclarations: true },
  });
  return [...outputText.matchAll(/ from ['"]([^'"]+)['"]/g)].flatMap(([, specifier]) => specifier ?? []);
}

describe('the types of the npm package', () => {
  it('are its own, as its users have no other project of this workspace', () => {
    const foreign: string[] = [];
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) {
        return;
      }
      seen.add(file);
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('./')) {
          visit(join(dirname(file), `${specifier}.ts`));
        } else {
          foreign.push(`${file}: ${specifier}`);
        }
      }
    };
    visit(entry);

    expect(seen.size).toBeGreaterThan(3);
    expect(foreign).toEqual([]);
  });
});
