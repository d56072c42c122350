import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const projectFolder = resolve(__dirname, '..');
const builtPackage = resolve(projectFolder, '../../dist/libs/provisioning-protocol');
const require = createRequire(__filename);

export interface ProcessResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own outside the workspace, into which npm installed the built tarball. */
export class InstalledPackage {
  private readonly removed = new AbortController();

  private constructor(readonly folder: string) {}

  static async create(): Promise<InstalledPackage> {
    const tarball = (await readdir(builtPackage)).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) {
      throw new Error('no tarball: run `npx nx run provisioning-protocol:build`');
    }
    const installed = new InstalledPackage(await mkdtemp(join(tmpdir(), 'provisioning-protocol-')));
    await installed.write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module' }));
    // Offline: the package promises to bring all it needs.
    await installed.succeed(
      'npm',
      'install',
      '--offline',
      '--no-audit',
      '--no-fund',
      join(builtPackage, tarball),
    );
    return installed;
  }

  /** What npm put beside the package, hidden files aside. */
  async installedNames(): Promise<string[]> {
    return (await readdir(join(this.folder, 'node_modules'))).filter((name) => !name.startsWith('.'));
  }

  /** Compiles the examples of the package as a user would: Node's module resolution, its types, full strictness. */
  async compileExamples(): Promise<void> {
    const examples = join(this.folder, 'node_modules', '@fleet', 'provisioning-protocol', 'examples');
    await cp(examples, join(this.folder, 'examples'), { recursive: true });
    await this.linkPeers();
    const files = (await readdir(join(this.folder, 'examples'))).map((name) => join('examples', name));
    await this.compile('nodenext', files);
  }

  /** Puts beside the package what its users bring: an MQTT client, and the types of Node. */
  async linkPeers(): Promise<void> {
    for (const name of ['mqtt', 'aws-iot-device-sdk-v2', 'aws-crt', '@types/node', 'undici-types']) {
      await this.link(name);
    }
  }

  /** @param module how TypeScript is to look for modules, and to write them */
  async compile(module: 'node16' | 'nodenext', files: readonly string[]): Promise<void> {
    const options = [
      '--module',
      module,
      '--target',
      'es2022',
      '--strict',
      '--types',
      'node',
      '--outDir',
      'out',
    ];
    await this.succeed(process.execPath, require.resolve('typescript/bin/tsc'), ...options, ...files);
  }

  async write(name: string, content: string): Promise<void> {
    await writeFile(join(this.folder, name), content, { mode: 0o600 });
  }

  async node(...parameters: string[]): Promise<ProcessResult> {
    return this.run(process.execPath, parameters);
  }

  /** Ends what still runs, too: a program that hangs is ended when its test's time is over. */
  async remove(): Promise<void> {
    this.removed.abort();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async link(name: string): Promise<void> {
    const target = join(projectFolder, '../../node_modules', name);
    await mkdir(join(this.folder, 'node_modules', name, '..'), { recursive: true });
    await rm(join(this.folder, 'node_modules', name), { force: true });
    await symlink(target, join(this.folder, 'node_modules', name));
  }

  private async succeed(file: string, ...parameters: string[]): Promise<void> {
    const { exitCode, stdout, stderr } = await this.run(file, parameters);
    if (exitCode !== 0) {
      throw new Error(`${file} ended with ${exitCode}:\n${stdout}\n${stderr}`);
    }
  }

  private async run(file: string, parameters: readonly string[]): Promise<ProcessResult> {
    return new Promise((done) => {
      execFile(
        file,
        parameters,
        { cwd: this.folder, signal: this.removed.signal },
        (error, stdout, stderr) => {
          const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
          done({ exitCode: code, stdout, stderr });
        },
      );
    });
  }
}
