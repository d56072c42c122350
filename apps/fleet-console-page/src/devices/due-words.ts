import type { DeviceRow } from '@fleet/fleet-console-api';
import { dayOf } from '../words/moments';

/** From when on it is due. What has a date that nobody can read is due now; what has none is not said to be. */
export function dueWords({ issued, ageDays, due }: DeviceRow): string {
  if (due !== undefined) {
    return dayOf(due);
  }
  return issued !== undefined && ageDays === undefined ? 'now, as its date cannot be read' : '–';
}

/** A filter of what becomes due. */
export function dueWithinWords(days: number): string {
  return days === 0 ? 'due now' : `due within ${days === 1 ? 'a day' : `${days} days`}`;
}
