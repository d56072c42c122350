import { createHash } from 'node:crypto';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import * as z from 'zod';
import type { BrokerLog } from '../ports';
import { startBroker } from '../start-broker';
import { FaultyStore } from './faulty-store';

const tlsIdentity = z.object({ key: z.string(), cert: z.string(), ca: z.string() });

/** How long the disk takes for a message, so that a kill can come before it is written. */
const diskMillis = 300;

/**
 * A broker in a process of its own, which a test can kill: its first argument is the path of its store, the second one is
 * its TLS identity as JSON. It allows everything, and prints its port.
 */
async function main([path = '', identity = '']: string[]): Promise<void> {
  const store = new FaultyStore(openStore(path));
  store.failsOn = (sql) => {
    if (sql.includes('INTO mqtt_queued')) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, diskMillis);
    }
    return false;
  };
  const silent: BrokerLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const noProvisioning = (): Promise<never> => Promise.reject(new Error('not expected'));
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    tls: tlsIdentity.parse(JSON.parse(identity)),
    store,
    clock: new SettableClock(),
    log: silent,
    limits: { millisBetweenConnects: 0 },
    ports: {
      authenticate: (der) => ({ certificateId: createHash('sha256').update(der).digest('hex') }),
      authorize: () => true,
      exclusiveThingOf: () => undefined,
      provisioning: {
        createKeysAndCertificate: noProvisioning,
        createCertificateFromCsr: noProvisioning,
        registerThing: noProvisioning,
      },
      onCertificateDeactivated: () => nothing,
    },
  });
  process.stdout.write(`${broker.port}\n`);
}

function nothing(): void {
  return undefined;
}

void main(process.argv.slice(2));
