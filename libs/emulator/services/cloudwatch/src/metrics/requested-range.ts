import { invalidValue } from '../errors';
import type { TimeRange } from './metric-repository';

const day = 24 * 3600;

/**
 * The range of a request, its beginning rounded down as the API reference says of GetMetricData: to 5, 10, 20 or 30
 * seconds where a query has such a period; else to a minute, to 5 minutes after 15 days, to an hour after 63 days.
 * @throws AwsError InvalidParameterValueException
 */
export function requestedRange(
  { start, end }: { readonly start: Date; readonly end: Date },
  period: number,
  nowMillis: number,
): TimeRange {
  const [from, to] = [start, end].map((time) => Math.floor(time.getTime() / 1000));
  if (from === undefined || to === undefined || from >= to) {
    throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  const grain = period < 60 ? period : coarsest(nowMillis / 1000 - from);
  return { from: Math.floor(from / grain) * grain, to };
}

function coarsest(age: number): number {
  return age < 15 * day ? 60 : age < 63 * day ? 300 : 3600;
}
