import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import * as z from 'zod';
import { projects, readText, workspaceRoot } from './workspace';

const load = createRequire(__filename);
const { oldest, banner } = z
  .object({ oldest: z.string(), banner: z.string() })
  .parse(load(join(workspaceRoot, 'oldest-node.cjs')));

const options = z.object({ target: z.string().optional(), esbuildConfig: z.string().optional() });
const defaults = z
  .object({ targetDefaults: z.object({ '@nx/esbuild:esbuild': z.object({ options }) }) })
  .parse(JSON.parse(readText('nx.json'))).targetDefaults['@nx/esbuild:esbuild'].options;

describe('a Node that is too old', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'oldest-node-'));
    writeFileSync(join(folder, 'main.js'), 'console.log("at work");');
    buildSync({
      entryPoints: [join(folder, 'main.js')],
      outfile: join(folder, 'program.js'),
      bundle: true,
      format: 'cjs',
      banner: { js: banner },
    });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs a program, bundled as all are, on what says that it is another version of Node. */
  function run(version: string): { status: number | null; stdout: string; stderr: string } {
    const pretend = join(folder, 'pretend.cjs');
    const versions = `{ ...process.versions, node: '${version}' }`;
    writeFileSync(pretend, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
    return spawnSync(process.execPath, ['--require', pretend, join(folder, 'program.js')], {
      encoding: 'utf8',
    });
  }

  it.each(['12.22.12', '18.20.8', '20.18.3'])('such as %s is refused in one sentence', (version) => {
    expect(run(version)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `This needs Node.js ${oldest} or newer, and this is Node.js ${version}.\n`,
    });
  });

  it.each(['20.19.0', '22.0.0', '26.12.1'])('is not %s', (version) => {
    expect(run(version)).toMatchObject({ status: 0, stdout: 'at work\n', stderr: '' });
  });

  it('is the one of which the manifest warns too', () => {
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(readText('package.json')));
    expect(engines.node).toBe(`>=${oldest}`);
  });
});

/** Functions run on the Node of their Lambda runtime, which nobody chooses by accident. */
const ofFunctions = ['esbuild.function.cjs', 'apps/claim-lambda/esbuild.config.cjs'];

const bundles = projects().flatMap(({ name, targets }) =>
  Object.entries(targets)
    .filter(([, { executor }]) => executor === '@nx/esbuild:esbuild')
    .map(([target, { options: own }]) => ({
      bundle: `${name}:${target}`,
      ...defaults,
      ...options.parse(own ?? {}),
    })),
);
const programs = bundles.filter(({ esbuildConfig = '' }) => !ofFunctions.includes(esbuildConfig));

describe('programs', () => {
  it('are all but the functions', () => {
    expect(programs.map(({ bundle }) => bundle)).toContain('fleet-cli:build');
    expect(bundles.length - programs.length).toBe(3);
  });

  it.each(programs)(
    '$bundle: old Nodes can read it, and are refused first',
    ({ esbuildConfig = '', target }) => {
      const config: unknown = load(join(workspaceRoot, esbuildConfig));
      expect(config).toMatchObject({ banner: { js: banner } });
      expect(target).toBe('node12.22');
    },
  );
});
