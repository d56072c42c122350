import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { readText, workspaceRoot } from './workspace';

/** A target whose result tells one run from another. */
const probe = {
  name: 'probe',
  targets: {
    roll: {
      executor: 'nx:run-commands',
      cache: true,
      outputs: ['{workspaceRoot}/dist'],
      options: {
        command: `node -e "fs.mkdirSync('dist',{recursive:true});fs.writeFileSync('dist/roll',crypto.randomUUID())"`,
      },
    },
  },
};

/** This workspace's own settings, without what would need this workspace's files. */
function settings(): string {
  const nxJson = z.record(z.string(), z.unknown()).parse(JSON.parse(readText('nx.json')));
  return JSON.stringify({ ...nxJson, plugins: [], targetDefaults: {} });
}

/** As a newcomer has it: what this shell says of Nx's cache is not theirs. */
function newcomersEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'));
  return { ...Object.fromEntries(own), NX_DAEMON: 'false' };
}

describe("Nx's cache", () => {
  let folder: string;
  const git = (cwd: string, ...command: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...command], { cwd });
  const roll = (clone: string): string => {
    const nx = createRequire(__filename).resolve('nx/bin/nx.js');
    execFileSync(process.execPath, [nx, 'run', 'probe:roll'], { cwd: clone, env: newcomersEnvironment() });
    return readFileSync(join(clone, 'dist', 'roll'), 'utf8');
  };
  const clone = (name: string): string => {
    const path = join(folder, name);
    git(folder, 'clone', '-q', 'origin', name);
    symlinkSync(join(workspaceRoot, 'node_modules'), join(path, 'node_modules'));
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'clones-'));
    const origin = join(folder, 'origin');
    mkdirSync(join(origin, 'probe'), { recursive: true });
    writeFileSync(join(origin, 'nx.json'), settings());
    writeFileSync(join(origin, 'package.json'), '{ "name": "clones", "private": true }');
    writeFileSync(join(origin, '.gitignore'), 'node_modules\ndist\n.nx\n');
    writeFileSync(join(origin, 'probe', 'project.json'), JSON.stringify(probe));
    git(origin, 'init', '-q');
    git(origin, 'add', '.');
    git(origin, 'commit', '-q', '-m', 'Begin');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has what this clone has run, and nothing that another clone has', () => {
    const [first, second] = [clone('first'), clone('second')];
    const rolled = roll(first);
    rmSync(join(first, 'dist'), { recursive: true });
    expect(roll(first)).toBe(rolled);
    expect(roll(second)).not.toBe(rolled);
  });
});
