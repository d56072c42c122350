import { merged } from './distribution';
import type { Distribution } from './distribution';
import type { StoredData, TimeRange } from './metric-repository';

/** Data by the second at which their period begins. */
export type Series<Value> = ReadonlyMap<number, Value>;

/** What was measured in each period of a range. Periods are counted from the beginning of the range. */
export function inPeriods(
  data: readonly StoredData[],
  { from, to }: TimeRange,
  period: number,
): Series<Distribution> {
  const periods = new Map<number, Distribution>();
  for (const { start, distribution } of data) {
    if (start >= from && start < to) {
      const begin = from + Math.floor((start - from) / period) * period;
      const known = periods.get(begin);
      periods.set(begin, known === undefined ? distribution : merged(known, distribution));
    }
  }
  return periods;
}
