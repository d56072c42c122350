import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IoT } from '@aws-sdk/client-iot';
import { createAwsListener } from '@fleet/aws-wire';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import { parseStatement } from '@fleet/iot-sql';
import { checkRunnable } from '@fleet/mqtt-broker';
import type { IotCore } from '../iot-core';
import { openIotCore } from '../iot-core';
import { iotService } from '../iot-service';

/** A role that does not let AWS IoT assume it; every other one does. */
export const untrustingRoleArn = 'arn:aws:iam::123456789012:role/untrusting';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

/** The `iot` service behind HTTP, and the AWS SDK's own client for it. */
export interface ServedIot {
  readonly client: IoT;
  readonly iot: IotCore;
  readonly clock: SettableClock;
  close(): Promise<void>;
}

export async function serveIot(): Promise<ServedIot> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'iot-service-'));
  const store = openStore(':memory:');
  const clock = new SettableClock();
  const region = 'us-east-1';
  const accountId = '123456789012';
  const iot = await openIotCore({
    store,
    clock,
    dataDirectory,
    accountId,
    region,
    serverHosts: [],
    hooks: { invoke: () => Promise.reject(new Error('nothing here asks a hook')) },
    readStatement: (sql) => parseStatement(sql),
    checkAction: checkRunnable,
    roleTrust: (roleArn) => roleArn !== untrustingRoleArn,
  });
  const faults: unknown[] = [];
  const service = iotService(iot, { mqtt: () => 'localhost:8883' });
  const server = createServer(
    createAwsListener({
      services: [service],
      region,
      accountId,
      clock,
      signingKey: (id) => (id === credentials.accessKeyId ? credentials : undefined),
      onFault: (error) => faults.push(error),
    }),
  );
  // However slow the machine is: the client may find a connection closed that it has kept, and does not try again.
  server.keepAliveTimeout = 0;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new IoT({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials,
    maxAttempts: 1,
  });
  return {
    client,
    iot,
    clock,
    close: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      iot.close();
      clock.close();
      store.close();
      rmSync(dataDirectory, { recursive: true });
      if (faults.length > 0) {
        throw new AggregateError(faults, 'the service failed');
      }
    },
  };
}
