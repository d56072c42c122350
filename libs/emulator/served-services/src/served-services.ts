import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsListener } from '@fleet/aws-wire';
import type { AwsService, SigningKeyLookup } from '@fleet/aws-wire';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';

export interface ServiceGround {
  readonly store: Store;
  readonly clock: SettableClock;
  readonly dataDirectory: string;
  readonly region: string;
  readonly accountId: string;
}

/** Services behind HTTP, on a data directory of their own. */
export interface ServedServices {
  readonly clock: SettableClock;
  readonly dataDirectory: string;
  /** Settings for any AWS SDK client. */
  readonly client: ClientConfig;
  /** Closes everything and opens it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
}

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

/** @param signingKey the keys, beside that of `client`, that requests may be signed with */
export async function serveServices(
  make: (ground: ServiceGround) => readonly AwsService[] | Promise<readonly AwsService[]>,
  signingKey: (ground: ServiceGround) => SigningKeyLookup = () => () => undefined,
): Promise<ServedServices> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const region = 'us-east-1';
  const accountId = '123456789012';
  const faults: unknown[] = [];
  const clock = new SettableClock();

  const open = async () => {
    const store = openStore(join(dataDirectory, 'cloud.db'));
    const ground = { store, clock, dataDirectory, region, accountId };
    const services = await make(ground);
    const others = signingKey(ground);
    const known: SigningKeyLookup = (id) => (id === credentials.accessKeyId ? credentials : others(id));
    const onFault = (error: unknown) => faults.push(error);
    const server = createServer(
      createAwsListener({ services, region, accountId, clock, signingKey: known, onFault }),
    );
    // However slow the machine is: the client may find a connection closed that it has kept, and does not try again.
    server.keepAliveTimeout = 0;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { store, server, port: (server.address() as AddressInfo).port };
  };
  let opened = await open();
  const shut = async () => {
    opened.server.closeAllConnections();
    await new Promise((resolve) => opened.server.close(resolve));
    opened.store.close();
  };
  return {
    clock,
    dataDirectory,
    get client() {
      return {
        endpoint: `http://127.0.0.1:${opened.port}`,
        region,
        credentials,
        maxAttempts: 1,
      };
    },
    restart: async () => {
      await shut();
      opened = await open();
    },
    close: async () => {
      await shut();
      clock.close();
      rmSync(dataDirectory, { recursive: true, force: true });
      if (faults.length > 0) {
        throw new AggregateError(faults, 'a service failed');
      }
    },
  };
}

/** The name of the error that `work` fails with, or `no failure`. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}
