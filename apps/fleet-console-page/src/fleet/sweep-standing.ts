import type { FleetSweeps, SweepDay } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { counted, dayOf } from '../words/moments';
import type { Remark } from './remark';

/** A sweep begins at 03:00 UTC, and has an hour: before that, nothing of today can be missed. */
const dueByHour = 4;

const link = { href: '#sweeps', words: 'See the sweeps' };

/** What the last sweep that has come to its end met, and whether one is missing since. */
export function sweepRemarks(sweeps: FleetSweeps | undefined): Remark[] {
  if (sweeps === undefined) {
    return [];
  }
  const { days } = sweeps;
  if (days.length === 0) {
    return [silence(sweeps)];
  }
  const last = days.findLastIndex(({ isDone }) => isDone);
  return [...missing(sweeps, last), ...days.slice(Math.max(0, last)).flatMap(troubleOf)];
}

function silence({ isNew }: FleetSweeps): Remark {
  return isNew === true
    ? { level: 'info', words: 'No sweep has run yet: the fleet is younger than two days.' }
    : {
        level: 'warning',
        words: 'No sweep has run in the last days: nobody asks devices to rotate. Look at the monitor.',
        link,
      };
}

/** Days behind the last sweep that is done; today is one of them only when its sweep has had its time. */
function missing({ days, at }: FleetSweeps, last: number): Remark[] {
  const today = at.slice(0, 10);
  const isLate = new Date(at).getUTCHours() >= dueByHour;
  // Before the first sweep there is none to miss today.
  const isExpected = (day: string) => day !== today || (isLate && last !== -1);
  const absent = days.slice(last + 1).flatMap(({ day }) => (isExpected(dayOf(day)) ? [dayOf(day)] : []));
  const [first] = absent;
  if (first === undefined) {
    return [];
  }
  const words =
    absent.length === 1
      ? `The sweep of ${first} has not come to its end.`
      : `No sweep has come to its end since ${first}, for ${absent.length} days.`;
  return [{ level: 'warning', words, link }];
}

function troubleOf({ day, lists, failed = 0, cutOff = 0 }: SweepDay): Remark[] {
  const of = `The sweep of ${dayOf(day)}`;
  const remark = (words: string, query: SweepDay['lists']['failed']): Remark => ({
    level: 'warning',
    words: `${of} ${words}`,
    link: { href: addressOf(query), words: 'See whom' },
  });
  return [
    ...(failed > 0 ? [remark(`failed at ${counted(failed, 'device')}.`, lists.failed)] : []),
    ...(cutOff > 0 ? [remark(`cut off ${counted(cutOff, 'certificate')}.`, lists.cutOff)] : []),
  ];
}
