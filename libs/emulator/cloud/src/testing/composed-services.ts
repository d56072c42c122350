import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsService } from '@fleet/aws-wire';
import { strongConsistency } from '@fleet/consistency';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import { clientsFor } from '@fleet/own-clients';
import { createIdentityServices } from '../authorization/identity-composition';
import { Closers } from '../closers';
import { composeServices } from '../cloud';
import { cloudLog } from '../cloud-log';

/** All services of the cloud, which nobody serves. */
export interface ComposedServices {
  readonly services: readonly AwsService[];
  close(): Promise<void>;
}

export async function composeForTest(): Promise<ComposedServices> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const options = {
    host: '127.0.0.1',
    port: 0,
    mqttPort: 0,
    dataDirectory,
    accountId: '123456789012',
    region: 'us-east-1',
  };
  const closers = new Closers();
  const store = closers.add(openStore(join(dataDirectory, 'cloud.db')));
  const clock = closers.add(new SettableClock());
  const log = cloudLog();
  const consistency = strongConsistency;
  const identity = createIdentityServices({ options, store, clock, consistency, log });
  const url = () => 'http://127.0.0.1';
  const credentials = identity.sts.userCredentials();
  const clients = closers.add(clientsFor(() => ({ url: url(), region: options.region, credentials })));
  const parts = { options, store, clock, consistency, log, clients, url };
  const { services } = await composeServices(parts, identity, closers);
  return {
    services,
    close: async () => {
      await closers.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
