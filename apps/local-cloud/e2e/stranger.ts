import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const workspace = resolve(__dirname, '../../..');
const packed = join(workspace, 'dist/packages/local-cloud');
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Somebody with a folder of their own outside of the workspace, into which npm has installed the tarball. */
export class Stranger {
  private readonly programs = new Set<ChildProcess>();

  private constructor(readonly folder: string) {}

  static async withPackage(): Promise<Stranger> {
    const tarball = (await readdir(packed)).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) {
      throw new Error('no tarball: run `npx nx run local-cloud:package`');
    }
    const stranger = new Stranger(await mkdtemp(join(tmpdir(), 'local-cloud-user-')));
    const { dependencies } = manifest.parse(
      JSON.parse(await readFile(join(packed, 'package', 'package.json'), 'utf8')),
    );
    // Offline: what the package depends on is there, in the same versions, and npm links it.
    const overrides = Object.fromEntries(
      Object.keys(dependencies).map((name) => [name, `file:${join(workspace, 'node_modules', name)}`]),
    );
    await stranger.write('package.json', JSON.stringify({ name: 'stranger', private: true, overrides }));
    const quiet = ['--no-audit', '--no-fund'];
    const { exitCode, output } = await stranger.run('npm', [
      ...['install', '--offline', '--save-dev', ...quiet],
      join(packed, tarball),
    ]);
    if (exitCode !== 0) {
      throw new Error(`npm install ended with ${exitCode}:\n${output}`);
    }
    return stranger;
  }

  /** Adds members to package.json. */
  async configure(members: object): Promise<void> {
    const known = z
      .looseObject({})
      .parse(JSON.parse(await readFile(join(this.folder, 'package.json'), 'utf8')));
    await this.write('package.json', JSON.stringify({ ...known, ...members }));
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  /** Has a package of the workspace, as if it had been installed here. */
  async link(name: string): Promise<void> {
    const path = join(this.folder, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(workspace, 'node_modules', name), path);
  }

  /** Runs a program of the workspace's packages, such as `jest/bin/jest.js`. */
  runPackage(path: string, parameters: readonly string[] = []): Promise<ProgramResult> {
    return this.run(process.execPath, [join(workspace, 'node_modules', path), ...parameters]);
  }

  async run(program: string, parameters: readonly string[]): Promise<ProgramResult> {
    const child = this.start(program, parameters);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = await new Promise<number | null>((done) => child.once('close', done));
    return { exitCode, output };
  }

  start(program: string, parameters: readonly string[]): ChildProcess {
    const environment = Object.entries(process.env).filter(
      ([name]) => !/^(AWS|JEST|LOCAL_CLOUD|NODE)_/.test(name),
    );
    const child = spawn(program, parameters, {
      cwd: this.folder,
      env: Object.fromEntries(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.programs.add(child);
    child.once('close', () => this.programs.delete(child));
    return child;
  }

  /** Ends what still runs, too: a program that hangs is ended when its test's time is over. */
  async leave(): Promise<void> {
    this.programs.forEach((child) => child.kill('SIGKILL'));
    await rm(this.folder, { recursive: true, force: true });
  }
}
