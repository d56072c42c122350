import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { findLocalCloud, localEnvironment, type LocalEndpoints } from '@fleet/local-endpoints';
import { ManagedProcess, type ProcessOptions } from './managed-process';

export interface LocalCloudOptions {
  workspaceRoot: string;
  dataDirectory: string;
  /** 0 for any free port. */
  port: number;
  mqttPort: number;
  onLine?: ProcessOptions['onLine'];
  /** Hears of the process at once, so that it can be ended before it is ready. */
  onStarted?: (process: ManagedProcess) => void;
}

/** A local-cloud that runs as a process of its own, ready for use. */
export interface LocalCloudProcess {
  readonly process: ManagedProcess;
  readonly endpoints: LocalEndpoints;
  readonly dataDirectory: string;
  /** PEM of the root CA that signed the broker's certificate. */
  readonly rootCa: string;
  /** For child processes that are to talk to this cloud and no other. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Starts the built local-cloud and waits until it is ready.
 * @throws ProcessFailedError with the cloud's own words, when a port is taken for example
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloudProcess> {
  const { dataDirectory } = options;
  const cloud = new ManagedProcess({
    title: 'local-cloud',
    arguments: [
      join(options.workspaceRoot, 'dist', 'apps', 'local-cloud', 'main.js'),
      'serve',
      ...['--port', String(options.port)],
      ...['--mqtt-port', String(options.mqttPort)],
      ...['--data-dir', dataDirectory],
    ],
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
  options.onStarted?.(cloud);
  // It prints one line, when everything listens and endpoints.json is written.
  await cloud.line(() => true);
  const endpoints = await findLocalCloud(dataDirectory);
  return {
    process: cloud,
    endpoints,
    dataDirectory,
    rootCa: await readFile(endpoints.rootCa, 'utf8'),
    environment: { ...process.env, ...localEnvironment(endpoints), LOCAL_CLOUD_DATA_DIR: dataDirectory },
  };
}
