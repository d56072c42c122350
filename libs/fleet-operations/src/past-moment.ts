import { UsageError } from './operator-errors';

/**
 * A moment from which on something is looked for.
 * @param what how the user calls it, as `--since`
 * @throws UsageError where it has not come yet
 */
export function pastMoment(moment: Date, now: Date, what: string): Date {
  if (moment > now) {
    throw new UsageError(`${what} must lie in the past.`);
  }
  return moment;
}
