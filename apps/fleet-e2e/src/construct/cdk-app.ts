import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ManagedProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import type { TestCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';

const packed = join(workspaceRoot, 'dist', 'libs', 'fleet-cdk');
const manifest = z.looseObject({});

/** An app that `cdk init` has made outside of the workspace, with the tarball of the construct installed. */
export class CdkApp {
  private constructor(
    private readonly testCloud: TestCloud,
    readonly folder: string,
  ) {}

  static async init(testCloud: TestCloud): Promise<CdkApp> {
    const app = new CdkApp(testCloud, join(testCloud.folder, 'plant'));
    await mkdir(app.folder);
    await app.cdk('init', 'app', '--language', 'typescript', '--generate-only');
    await app.install();
    return app;
  }

  /** The app's code is compiled with the settings that `cdk init` has written: they are strict. */
  async compile(): Promise<void> {
    await this.start('tsc', 'npx', ['--no', 'tsc', '--', '--noEmit', 'false']).succeed();
  }

  /** Has an example of the package as one of the app's programs. */
  async takeExample(file: string): Promise<void> {
    const examples = join(this.folder, 'node_modules/@fleet/cdk/examples');
    await copyFile(join(examples, file), join(this.folder, 'bin', file));
  }

  async write(file: string, code: string): Promise<void> {
    await writeFile(join(this.folder, 'bin', file), code);
  }

  /** A command of the real cdk CLI for one of the app's programs. @returns what it printed */
  async run(program: string, command: string, ...rest: string[]): Promise<string> {
    const output = ['--app', `node bin/${program}.js`, '--output', `cdk.out/${program}`];
    return this.cdk(command, ...rest, ...output);
  }

  async deploy(program: string): Promise<string> {
    return this.run(program, 'deploy', '--require-approval', 'never');
  }

  private async cdk(...command: string[]): Promise<string> {
    const cli = require.resolve('aws-cdk/bin/cdk');
    const program = this.start(`cdk ${command[0]}`, process.execPath, [cli, ...command, '--no-notices']);
    await program.succeed();
    return [...program.stdout, ...program.stderr].join('\n');
  }

  /**
   * Offline: the peers and the compiler are those of the workspace, and npm links them. Of the workspace's own code the
   * app has the tarball alone.
   */
  private async install(): Promise<void> {
    const tarball = (await readdir(packed)).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) {
      throw new Error('no tarball: run `npx nx run fleet-cdk:package`');
    }
    const file = join(this.folder, 'package.json');
    const linked = (...names: string[]) =>
      Object.fromEntries(names.map((name) => [name, `file:${join(workspaceRoot, 'node_modules', name)}`]));
    const members = manifest.parse(JSON.parse(await readFile(file, 'utf8')));
    const dependencies = linked('aws-cdk-lib', 'constructs');
    const devDependencies = linked('typescript', '@types/node', '@types/jest');
    await writeFile(
      file,
      JSON.stringify({ ...members, dependencies, devDependencies, overrides: dependencies }),
    );
    const quiet = ['--offline', '--no-audit', '--no-fund'];
    await this.start('npm install', 'npm', ['install', ...quiet, join(packed, tarball)]).succeed();
  }

  private start(title: string, program: string, parameters: readonly string[]): ManagedProcess {
    const { resources, cloud } = this.testCloud;
    return new ManagedProcess({
      title,
      resources,
      program,
      arguments: parameters,
      cwd: this.folder,
      environment: { ...cloud.environment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    });
  }
}
