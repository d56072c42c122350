import { importCircles } from './import-circles';
import { projects, readText } from './workspace';

describe('the imports of a project', () => {
  it.each(projects().map(({ name, sources }) => [name, sources] as const))(
    'make no circle of files: %s',
    (_name, paths) => {
      const sources = new Map(paths.map((path) => [path, readText(path)]));
      const circles = importCircles(sources).map((files) => [...files, files[0]].join('\n  imports '));
      expect(circles).toEqual([]);
    },
  );
});

describe('a circle of files', () => {
  const circlesOf = (sources: Record<string, string>) => importCircles(new Map(Object.entries(sources)));

  it('is found along imports and exports, through any number of files and folders', () => {
    expect(
      circlesOf({
        'a.ts': `import { b } from './b';`,
        'b.ts': `export * from './folder';`,
        'folder/index.ts': `import '../c';`,
        'c.ts': `import a from './a';`,
        'd.ts': `import { a } from './a';`,
      }),
    ).toEqual([['a.ts', 'b.ts', 'folder/index.ts', 'c.ts']]);
  });

  it('is shown without the detours between its files', () => {
    expect(
      circlesOf({
        'a.ts': `import './b'; import './c';`,
        'b.ts': `import './c';`,
        'c.ts': `import './a';`,
      }),
    ).toEqual([['a.ts', 'c.ts']]);
  });

  it('is one of several', () => {
    expect(
      circlesOf({
        'a.ts': `import './b';`,
        'b.ts': `import './a';`,
        'c.ts': `import './d';`,
        'd.ts': `import './c';`,
      }),
    ).toEqual([
      ['a.ts', 'b.ts'],
      ['c.ts', 'd.ts'],
    ]);
  });

  it('is one also where nothing but types is needed', () => {
    expect(
      circlesOf({
        'a.ts': `import type { B } from './b';`,
        'b.ts': `export type { A } from './a';`,
      }),
    ).toEqual([['a.ts', 'b.ts']]);
  });

  it('is not made by packages, nor by files that do not exist', () => {
    expect(circlesOf({ 'a.ts': `import './b'; import 'b'; import './missing';`, 'b.ts': '' })).toEqual([]);
  });
});
