import { fleetConfigBounds, parseFleetConfig } from '@fleet/fleet-contract';
import * as z from 'zod';
import { codeLines, tableRows } from './markdown';
import { projects, readText } from './workspace';

const manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** Targets that Nx infers from the files of a project, for all of them. */
const inferred = ['lint', 'test'];

describe("the README's commands", () => {
  const lines = ['README.md', 'docs/architecture.md', 'docs/local-cloud.md'].flatMap((path) =>
    codeLines(path, ['sh']),
  );
  const all = projects();

  it('name targets that there are', () => {
    const runs = lines.flatMap((line) => [...line.matchAll(/\bnx run ([a-z-]+):([a-z-]+)(?::([a-z]+))?/g)]);
    expect(runs.length).toBeGreaterThan(5);
    for (const [command, name, target, configuration] of runs) {
      const project = all.find((candidate) => candidate.name === name);
      const known = [...Object.keys(project?.targets ?? {}), ...(project === undefined ? [] : inferred)];
      expect({ command, known }).toEqual({ command, known: expect.arrayContaining([target]) });
      if (configuration === undefined) continue;
      const configurations = Object.keys(project?.targets[target ?? '']?.configurations ?? {});
      expect({ command, configurations }).toEqual({
        command,
        configurations: expect.arrayContaining([configuration]),
      });
    }
  });

  it('name scripts that there are', () => {
    const { scripts } = manifest.parse(JSON.parse(readText('package.json')));
    const named = lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run ([a-z]+)|(test)\b)/g)]);
    expect(named.length).toBeGreaterThan(1);
    for (const [, run, test] of named) expect(Object.keys(scripts)).toContain(run ?? test);
  });

  it('are the ones that CI runs', () => {
    expect(codeLines('README.md', ['sh'])).toContain('npm ci && npm test');
    expect(readText('.ci/run')).toMatch(/^npm ci\nnpm test$/m);
  });
});

describe("the README's table of the fleet's configuration", () => {
  const rows = tableRows('README.md', 'The fleet’s configuration');
  const defaults = z.record(z.string(), z.unknown()).parse(parseFleetConfig({ models: ['model-1'] }));

  it('has every option, and no other', () => {
    const optional = ['serialPattern', 'rootCa', 'reservedConcurrency', 'offlineDays', 'sweepWorkers'];
    expect([...rows.keys()].sort()).toEqual([...Object.keys(defaults), ...optional].sort());
  });

  it('has the defaults that hold', () => {
    for (const [name, value] of Object.entries(defaults)) {
      if (name === 'models') continue;
      expect([name, rows.get(name)?.[1]]).toEqual([name, `\`${JSON.stringify(value).replaceAll('"', '')}\``]);
    }
  });

  it('has the bounds that hold', () => {
    for (const [name, [minimum, maximum]] of Object.entries(fleetConfigBounds)) {
      expect([name, rows.get(name)?.[0]]).toEqual([
        name,
        expect.stringContaining(`${minimum} to ${maximum}`),
      ]);
    }
  });
});

describe("the README's tables of the agent", () => {
  const readme = readText('README.md');
  const source = (file: string) => readText(`apps/edge-agent/src/cli/${file}.ts`);

  it('have every option that the environment can give, and no other', () => {
    const inCode = [...source('options').matchAll(/\.env\('(\w+)'\)/g)].map(([, name]) => name);
    const inTable = [...readme.matchAll(/^\| `--[^|]*(?:\\\|[^|]*)*\| `(AGENT_\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(inTable.sort()).toEqual(inCode.sort());
  });

  it('have every exit code, and no other', () => {
    const object = /exitCodes = \{(.*?)\}/s.exec(source('exit-codes'))?.[1] ?? '';
    const inCode = [...object.matchAll(/: (\d+),/g)].map(([, code]) => code);
    const inTable = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => code);
    expect(inCode.length).toBeGreaterThan(5);
    expect(inTable).toEqual(inCode);
  });
});
