import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import { Assembly } from './assembly';

const fixture = z.object({ assembly: z.record(z.string(), z.string()), 'fleet-cli.js': z.string() });

/** A release as a fixture has it: `make-fixtures.mjs` made that of its commit. */
export class OlderRelease {
  private constructor(
    readonly assembly: Assembly,
    private readonly cli: string,
    /** The text of its `agent.js`, the one asset that is a file for itself. */
    readonly agent: string,
  ) {}

  /** @param folder gets the files of the release */
  static async unpack(commit: string, folder: string): Promise<OlderRelease> {
    const compressed = await readFile(join(__dirname, 'fixtures', `${commit}.json.br`));
    const content = fixture.parse(JSON.parse(brotliDecompressSync(compressed).toString('utf8')));
    const cli = join(folder, 'fleet-cli.js');
    const assembly = join(folder, 'assembly');
    const files = Object.entries(content.assembly).map(
      ([name, text]) => [join(assembly, name), text] as const,
    );
    const program = [cli, content['fleet-cli.js']] as const;
    // By this file a program of the operator knows its workspace.
    const workspaceMark = [join(folder, 'nx.json'), '{}'] as const;
    for (const [path, text] of [...files, program, workspaceMark]) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const agent = Object.entries(content.assembly).find(([name]) => /^asset\.\w+\.js$/.test(name))?.[1];
    if (agent === undefined) {
      throw new Error(`The release ${commit} has no agent.`);
    }
    return new OlderRelease(await Assembly.read(assembly), cli, agent);
  }

  /** Runs `fleet-cli devices … --local` of that release. */
  async devices(cloud: LocalCloudProcess, ...command: readonly string[]): Promise<void> {
    await new ManagedProcess({
      title: `older fleet-cli devices ${command.join(' ')}`,
      resources: cloud.resources,
      arguments: [this.cli, 'devices', ...command, '--local'],
      environment: cloud.environment,
    }).succeed();
  }
}
