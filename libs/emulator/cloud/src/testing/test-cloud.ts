import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoints } from '@fleet/running-cloud';
import type { SettableClock } from '@fleet/emulator-clock';
import { pino } from 'pino';
import { startCloud } from '../cloud';
import type { CloudOptions } from '../cloud-options';

/** A whole cloud for a test, at free ports and with a data directory of its own. */
export interface TestCloud {
  readonly endpoints: Endpoints;
  readonly clock: SettableClock;
  /** For the clients of the SDK. */
  readonly settings: {
    readonly endpoint: string;
    readonly credentials: Endpoints['credentials'];
    readonly region: string;
  };
  /** Ends the cloud, and keeps its data. */
  stop(): Promise<void>;
  /** Starts it again on its data, at other ports. */
  start(): Promise<void>;
  /** Ends the cloud and removes its data. */
  close(): Promise<void>;
}

export async function startTestCloud(change: Pick<CloudOptions, 'iam'> = {}): Promise<TestCloud> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const options = {
    host: '127.0.0.1',
    port: 0,
    mqttPort: 0,
    dataDirectory,
    region: 'us-east-1',
    accountId: '123456789012',
    ...change,
  };
  const start = () => startCloud(options, pino({ level: 'silent' }));
  let cloud = await start();
  return {
    get endpoints() {
      return cloud.endpoints;
    },
    get clock() {
      return cloud.clock;
    },
    get settings() {
      const { aws: endpoint, credentials, region } = cloud.endpoints;
      return { endpoint, credentials: { ...credentials }, region };
    },
    stop: () => cloud.close(),
    start: async () => {
      cloud = await start();
    },
    close: async () => {
      await cloud.close();
      rmSync(dataDirectory, { recursive: true });
    },
  };
}
