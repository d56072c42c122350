import * as z from 'zod';
import { codeLines } from './markdown';
import { documents, projects, readText } from './workspace';

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** Targets that Nx infers from the files of a project, for all of them. */
const inferred = ['lint', 'test'];

describe('the commands in the documents', () => {
  const lines = documents().flatMap((path) => codeLines(path, ['sh', '']));
  const all = projects();

  it('name targets that there are', () => {
    const runs = lines.flatMap((line) => [
      ...line.matchAll(/\bnx run ([a-z-]+):([a-z0-9-]+)(?::([a-z]+))?/g),
    ]);
    expect(runs.length).toBeGreaterThan(20);
    for (const [command, name, target, configuration] of runs) {
      const project = all.find((candidate) => candidate.name === name);
      const known = [...Object.keys(project?.targets ?? {}), ...(project === undefined ? [] : inferred)];
      expect({ command, known }).toEqual({ command, known: expect.arrayContaining([target]) });
      if (configuration === undefined) {
        continue;
      }
      const configurations = Object.keys(project?.targets[target ?? '']?.configurations ?? {});
      expect({ command, configurations }).toEqual({
        command,
        configurations: expect.arrayContaining([configuration]),
      });
    }
  });

  it('name scripts that there are', () => {
    const { scripts } = manifest.parse(JSON.parse(readText('package.json')));
    const named = lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run ([a-z-]+)|(test)\b)/g)]);
    expect(named.length).toBeGreaterThan(1);
    for (const [, run, test] of named) {
      expect(Object.keys(scripts)).toContain(run ?? test);
    }
  });

  it('are the ones that CI runs', () => {
    expect(codeLines('README.md', ['sh'])).toContain('npm ci && npm test');
    expect(readText('.ci/run')).toMatch(/^npm ci\nnpm test$/m);
  });
});
