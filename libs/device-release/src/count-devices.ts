import { adoptedDevice, isMadeByFleet } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import { defined } from '@fleet/optional-members';

export interface DeviceCounts {
  /** That another stack made. */
  readonly adopted: number;
  readonly madeHere: number;
}

const pageSize = 100;

/** Counts the devices on record; a serial that was only allowed or blocked is none. */
export async function countDevices(
  registry: Pick<DeviceRegistry, 'list'>,
  progress: (counts: DeviceCounts) => void = () => undefined,
): Promise<DeviceCounts> {
  const counts = { adopted: 0, madeHere: 0 };
  let start: string | undefined;
  do {
    const page = await registry.list(defined({ limit: pageSize, start }));
    for (const record of page.devices.filter(isMadeByFleet)) {
      counts[adoptedDevice(record) === undefined ? 'madeHere' : 'adopted'] += 1;
    }
    start = page.next;
    progress(counts);
  } while (start !== undefined);
  return counts;
}
