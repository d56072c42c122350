import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { findLocalCloud, localEnvironment, type LocalEndpoints } from '@fleet/local-endpoints';
import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';
import { ManagedProcess, type ProcessOptions } from './managed-process';

export interface LocalCloudOptions {
  workspaceRoot: string;
  resources: ProcessOptions['resources'];
  dataDirectory: string;
  /** 0 for any free port. */
  port: number;
  mqttPort: number;
  /** The program, where it is not the one that is built in the workspace. */
  program?: string;
  /** Changes are seen late, as the seed decides; at once where it is absent. */
  consistency?: { readonly seed: string; readonly scale: number } | undefined;
  /** Whose rates it keeps: what comes faster is refused, or not acknowledged. */
  quotas?: 'aws' | undefined;
  onLine?: ProcessOptions['onLine'];
}

/** A local-cloud that runs as a process of its own, ready for use. */
export interface LocalCloudProcess {
  readonly process: ManagedProcess;
  readonly endpoints: LocalEndpoints;
  readonly dataDirectory: string;
  /** What it belongs to: whoever uses it starts processes that are to end before it does. */
  readonly resources: ProcessOptions['resources'];
  /** PEM of the root CA that signed the broker's certificate. */
  readonly rootCa: string;
  /** For child processes that are to talk to this cloud and no other. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Moves the time of the cloud, and of the functions that run in it, by the command that a user has.
   * @param change `+361d`, `-2h`, `2027-11-24T10:00:00Z` or `reset`
   * @returns the cloud's time after it, and by how much it is ahead of the machine's
   * @throws ProcessFailedError
   */
  moveTime(change: string): Promise<CloudTime>;
}

const cloudTime = z.object({
  time: z.pipe(
    z.iso.datetime(),
    z.transform((text) => new Date(text)),
  ),
  offsetMillis: z.number(),
});
export type CloudTime = z.infer<typeof cloudTime>;

/**
 * Starts the built local-cloud and waits until it is ready.
 * @throws ProcessFailedError with the cloud's own words, when a port is taken for example
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloudProcess> {
  const { dataDirectory, resources } = options;
  const { program = join(options.workspaceRoot, 'dist', 'apps', 'local-cloud', 'main.js') } = options;
  const cloud = new ManagedProcess({
    title: 'local-cloud',
    resources,
    arguments: [
      program,
      'serve',
      ...['--port', String(options.port)],
      ...['--mqtt-port', String(options.mqttPort)],
      // The agents of this library connect as often.
      ...['--connect-interval', '1'],
      ...['--data-dir', dataDirectory],
      ...consistencyArguments(options),
      ...(options.quotas === undefined ? [] : ['--quotas', options.quotas]),
    ],
    ...defined({ onLine: options.onLine }),
  });
  // It prints one line, when everything listens and endpoints.json is written.
  await cloud.line(() => true);
  const endpoints = await findLocalCloud(dataDirectory);
  return {
    process: cloud,
    endpoints,
    dataDirectory,
    resources,
    rootCa: await readFile(endpoints.rootCa, 'utf8'),
    environment: { ...localEnvironment(endpoints, process.env), LOCAL_CLOUD_DATA_DIR: dataDirectory },
    moveTime: (change) => moveTime({ program, dataDirectory, resources }, change),
  };
}

function consistencyArguments({ consistency }: LocalCloudOptions): readonly string[] {
  if (consistency === undefined) {
    return [];
  }
  const { seed, scale } = consistency;
  return [
    ...['--consistency', 'eventual'],
    ...['--consistency-seed', seed],
    ...['--consistency-scale', String(scale)],
  ];
}

interface MovableCloud extends Pick<LocalCloudOptions, 'dataDirectory' | 'resources'> {
  readonly program: string;
}

async function moveTime(
  { program, dataDirectory, resources }: MovableCloud,
  change: string,
): Promise<CloudTime> {
  const command = new ManagedProcess({
    title: `local-cloud time ${change}`,
    resources,
    arguments: [program, 'time', change, '--json', '--data-dir', dataDirectory],
  });
  const answer = await command.line((line) => line);
  await command.succeed();
  return cloudTime.parse(JSON.parse(answer));
}
