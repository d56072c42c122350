import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { minuteOf } from '../cli/words';

/** The permits of a record with their ends; nothing for none. */
export function permitWords(permits: DeviceRecord['permits'], now: Date): string {
  const at = now.toISOString();
  return Object.entries(permits)
    .map(([kind, until]) => `${kind} ${until > at ? 'until' : 'ended'} ${minuteOf(until)}`)
    .join(', ');
}
