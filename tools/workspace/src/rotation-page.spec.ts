import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeLines } from './markdown';
import { projects, readText, workspaceRoot } from './workspace';

const comparison = readText('docs/rotation-comparison.md');
const operation = readText('docs/rotation-operation.md');

describe('the pages on rotation', () => {
  it('name tests that there are', () => {
    const named = [
      ...comparison.matchAll(/`((?:apps|libs)\/[^`]+\.ts)`: ("[^"]+"(?: and "[^"]+")*)/g),
    ].flatMap(([, file = '', titles = '']) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title]) => ({ file, title: title ?? '' })),
    );
    expect(named.length).toBeGreaterThan(15);
    const missing = named.filter(
      ({ file, title }) => !existsSync(join(workspaceRoot, file)) || !readText(file).includes(title),
    );
    expect(missing).toEqual([]);
  });

  it('compare each of the thirteen goals', () => {
    const goals = [...comparison.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number));
    expect(goals).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  });

  it('name targets that there are', () => {
    const runs = codeLines('docs/rotation-tutorial.md', ['sh']).flatMap((line) => [
      ...line.matchAll(/\bnx run ([a-z-]+):([a-z-]+)/g),
    ]);
    expect(runs.length).toBeGreaterThan(5);
    for (const [command, name, target = ''] of runs) {
      const targets = projects().find((project) => project.name === name)?.targets ?? {};
      expect({ command, targets: Object.keys(targets) }).toEqual({
        command,
        targets: expect.arrayContaining([target]),
      });
    }
  });

  it('have the log lines that the monitor writes', () => {
    // Those of single devices are a contract with the console, which finds devices by them.
    const sources = projects()
      .filter(({ name }) => name === 'rotation-lambda' || name === 'fleet-contract')
      .flatMap((project) => project.sources)
      .filter((path) => !path.endsWith('.spec.ts'))
      .map(readText)
      .join('\n');
    const [, section = ''] = /\n## What you see\n(.*?)\n## /s.exec(operation) ?? [];
    const lines = [...section.matchAll(/^\| `([a-z][^`]* [^`]*)` +\|/gm)].map(([, line]) => line ?? '');
    expect(lines.length).toBeGreaterThan(10);
    // The date's fault is filled in.
    const written = lines.map((line) => line.replace(/^cert_issuance is missing/, ''));
    expect(written.filter((line) => !sources.includes(line))).toEqual([]);
  });

  it('have the metrics that the monitor writes', () => {
    const source = readText('apps/rotation-lambda/src/sweep/summary-log.ts');
    const [, list = ''] = /metrics: readonly Counted\[\] = \[(.*?)\]/s.exec(source) ?? [];
    const metrics = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name ?? '');
    expect(metrics.length).toBeGreaterThan(5);
    expect(metrics.filter((name) => !operation.includes(`\`${name}\``))).toEqual([]);
  });
});
