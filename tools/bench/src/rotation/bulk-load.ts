import { join } from 'node:path';
import { SettableClock } from '@fleet/emulator-clock';
import { openStore } from '@fleet/emulator-store';
import { openControlPlane, type BulkThing } from '@fleet/services/iot';
import type { LocalEndpoints } from '@fleet/local-endpoints';

/**
 * Registers very many things in the data directory of a local-cloud that does not run.
 * @throws StoreInUseError while it runs, and what the bulk registration throws
 */
export async function bulkLoad(
  dataDirectory: string,
  { accountId, region }: Pick<LocalEndpoints, 'accountId' | 'region'>,
  things: Iterable<BulkThing>,
): Promise<number> {
  const store = openStore(join(dataDirectory, 'cloud.db'));
  const clock = new SettableClock();
  try {
    const iot = await openControlPlane({
      store,
      clock,
      dataDirectory,
      accountId,
      region,
      serverHosts: [],
      hooks: { invoke: () => Promise.reject(new Error('Nothing is provisioned while things are loaded.')) },
      readStatement: () => ({ from: undefined }),
      checkAction: () => undefined,
      roleTrust: () => true,
      authorizeRole: () => undefined,
    });
    try {
      return iot.bulkRegistration.register(things);
    } finally {
      iot.close();
    }
  } finally {
    clock.close();
    store.close();
  }
}
