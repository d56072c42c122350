import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEndpoints } from '@fleet/running-cloud';
import type { Endpoints } from '@fleet/running-cloud';
import type { CloudClock } from '../cloud-interface';
import type { CloudOptions } from '../cloud-options';
import { startCloud } from '../start-cloud';

/** A whole cloud for a test, at free ports and with a data directory of its own. */
export interface TestCloud {
  readonly endpoints: Endpoints;
  readonly clock: CloudClock;
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

export async function startTestCloud(
  change: Pick<CloudOptions, 'iam' | 'consistency'> = {},
): Promise<TestCloud> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const start = async () => {
    const cloud = await startCloud({ dataDirectory, ...change });
    return { cloud, endpoints: await readEndpoints(dataDirectory) };
  };
  let started = await start();
  return {
    get endpoints() {
      return started.endpoints;
    },
    get clock() {
      return started.cloud.clock;
    },
    get settings() {
      const { endpoint, credentials, region } = started.cloud;
      return { endpoint, credentials: { ...credentials }, region };
    },
    stop: () => started.cloud.close(),
    start: async () => {
      started = await start();
    },
    close: async () => {
      await started.cloud.close();
      rmSync(dataDirectory, { recursive: true });
    },
  };
}
