import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startCloud } from '../cloud';
import type { Endpoints } from '../endpoints-file';

/** A whole cloud for a test, at free ports and with a data directory of its own. */
export interface TestCloud {
  readonly endpoints: Endpoints;
  /** For the clients of the SDK. */
  readonly settings: {
    readonly endpoint: string;
    readonly credentials: Endpoints['credentials'];
    readonly region: string;
  };
  /** Ends the cloud and removes its data. */
  close(): Promise<void>;
}

export async function startTestCloud(): Promise<TestCloud> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const cloud = await startCloud(
    {
      host: '127.0.0.1',
      port: 0,
      mqttPort: 0,
      dataDirectory,
      region: 'us-east-1',
      accountId: '123456789012',
    },
    pino({ level: 'silent' }),
  );
  const { aws: endpoint, credentials, region } = cloud.endpoints;
  return {
    endpoints: cloud.endpoints,
    settings: { endpoint, credentials, region },
    close: async () => {
      await cloud.close();
      rmSync(dataDirectory, { recursive: true });
    },
  };
}
