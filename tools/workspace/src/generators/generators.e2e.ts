import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { workspaceRoot } from '../workspace';

const notInRepository: ReadonlySet<string> = new Set([
  '.git',
  '.nx',
  '.local',
  'coverage',
  'dist',
  'node_modules',
]);

/** Runs in a copy of this workspace: what a generator writes is a change of the workspace. */
describe('the generators of services and resource types', () => {
  const copy = mkdtempSync(join(tmpdir(), 'generators-'));
  const service = 'libs/emulator/services/parameters';
  const run = (command: string, ...words: string[]) => {
    const { NX_WORKSPACE_ROOT: _root, NX_TASK_TARGET_PROJECT: _project, ...rest } = process.env;
    // Colours would stand between the words that are looked for, where Nx runs this in a terminal.
    const env = { ...rest, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
      cwd: copy,
      env,
      encoding: 'utf8',
    });
    return { status, output: `${stdout}${stderr}` };
  };
  const nx = (...words: string[]) => run('node_modules/nx/dist/bin/nx.js', ...words);
  const passes = { status: 0, output: expect.any(String) as string };

  beforeAll(() => {
    cpSync(workspaceRoot, copy, {
      recursive: true,
      // A tree without Git, as a pipeline's source is, has generators, too.
      filter: (path) => path === workspaceRoot || !notInRepository.has(basename(path)),
    });
    symlinkSync(join(workspaceRoot, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('make a service whose first test passes', () => {
    const about = ['--title', 'Parameters', '--operation', 'DescribeParameters', '--client', 'ssm'];
    expect(nx('g', 'workspace:service', 'parameters', ...about, '--scope', 'ssm')).toEqual(passes);
    expect(run('node_modules/jest/bin/jest.js', '-c', `${service}/jest.config.cjs`)).toEqual(passes);
  });

  it('make resource types whose first tests pass, and of which the cloud is told', () => {
    for (const type of ['AWS::Parameters::Document', 'AWS::Parameters::PatchBaseline']) {
      expect(nx('g', 'workspace:resource-type', 'parameters', type)).toEqual(passes);
    }
    const tests = run('node_modules/jest/bin/jest.js', '-c', `${service}/jest.config.cjs`, 'resource-types');
    expect(tests).toMatchObject({
      status: 0,
      output: expect.stringContaining('2 passed, 2 total') as string,
    });
  });

  it('write what types, lint and format accept', () => {
    const changed = [service, 'libs/emulator/cloud/src', 'libs/emulator/own-clients/src'];
    expect(run('node_modules/oxlint/bin/oxlint', '--deny-warnings', ...changed)).toEqual(passes);
    expect(run('node_modules/eslint/bin/eslint.js', '--max-warnings=0', ...changed)).toEqual(passes);
    expect(run('node_modules/prettier/bin/prettier.cjs', '--check', ...changed, 'docs')).toEqual(passes);
  });

  it('say what to do when something is not there', () => {
    expect(
      nx('g', 'workspace:service', 'kinesis', '--title', 'Kinesis', '--operation', 'ListStreams'),
    ).toMatchObject({
      status: 1,
      output: expect.stringContaining('npm install --save-exact @aws-sdk/client-kinesis') as string,
    });
    expect(nx('g', 'workspace:resource-type', 'kinesis', 'AWS::Kinesis::Stream')).toMatchObject({
      status: 1,
      output: expect.stringContaining('nx g workspace:service kinesis') as string,
    });
  });
});
