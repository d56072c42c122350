import { join } from 'node:path';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import { eventually } from '@fleet/eventually';
import { workspaceRoot } from '../workspace';

const fault = z.object({ id: z.string(), fired: z.number() });

/** Faults of a running cloud, set by the command that a user has. */
export class CloudFaults {
  constructor(private readonly cloud: LocalCloudProcess) {}

  async add(point: string, effect: string, ...options: readonly string[]): Promise<void> {
    await this.run('add', point, effect, ...options);
  }

  /** How often each fault has fired, in the order in which they were added. */
  async fired(): Promise<readonly number[]> {
    const faults = z.array(fault).parse(JSON.parse(await this.run('list')));
    return faults.map((each) => each.fired);
  }

  /** Waits until the only fault has fired so often. */
  async hasFired(times: number): Promise<void> {
    await eventually(`fault that has fired ${times} times`, async () =>
      (await this.fired())[0] === times ? true : undefined,
    );
  }

  async clear(): Promise<void> {
    await this.run('clear');
  }

  private async run(...command: readonly string[]): Promise<string> {
    const { dataDirectory, resources } = this.cloud;
    const program = new ManagedProcess({
      title: `local-cloud faults ${command.join(' ')}`,
      resources,
      arguments: [
        join(workspaceRoot, 'dist', 'apps', 'local-cloud', 'main.js'),
        ...['faults', ...command, '--json', '--data-dir', dataDirectory],
      ],
    });
    await program.succeed();
    return program.stdout.join('');
  }
}
