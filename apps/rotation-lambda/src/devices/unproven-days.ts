import { oldestUnproven, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { SweepDay } from './sweep-context';

const dayMillis = 86_400_000;

/** For how many whole days the oldest successor of a device has waited for a proof; 0 where none waits. */
export function unprovenDays(record: DeviceRecord | undefined, { scheduledTime }: SweepDay): number {
  const issuedAt = record && oldestUnproven(record);
  if (issuedAt === undefined) {
    return 0;
  }
  return Math.max(0, Math.floor((scheduledTime.getTime() - Date.parse(issuedAt)) / dayMillis));
}
