import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import type { Fleet } from './fleet';
import { ifDeployed } from './reading-fleet';

const pageSize = 1_000;

/** All devices on record, page by page. */
export async function* devicesOf(fleet: Fleet): AsyncGenerator<DeviceRecord> {
  let start: string | undefined;
  do {
    const page = await ifDeployed(fleet, fleet.registry.list(defined({ limit: pageSize, start })));
    yield* page.devices;
    start = page.next;
  } while (start !== undefined);
}
