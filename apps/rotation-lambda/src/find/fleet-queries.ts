import { addDays, formatCertDate, type CertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';

/** The first day that there can be. */
const dawn = '19700101';

/**
 * What a sweep asks the fleet index for, in this order (developer guide, query-syntax), always within the fleet's own
 * group. Each thing that it has to look at is in one of these:
 *
 * - issued so long ago that the certificate may be due today; the name's place in the spread decides;
 * - everything outside of the dates from the first to today: missing, of the future, or no number at all;
 * - the numbers between the last day of a month and the first of the next, which look like dates and are none.
 *
 * What is no number and stands between two dates as text is found when the days have passed it. A query is written
 * when it is asked for, as a sweep needs one of them for each page that it turns.
 */
export function fleetQueries(about: {
  readonly thingGroup: string;
  readonly rotationDays: number;
  readonly today: CertDate;
}): readonly (() => string)[] {
  const { thingGroup, rotationDays, today } = about;
  const fleet = ofFleet(thingGroup);
  const dueUntil = addDays(today, -rotationDays);
  return [
    () => `${fleet} AND ${issuedUntil(dueUntil)}`,
    () => `${fleet} AND NOT ${issuedUntil(today)}`,
    ...monthEnds(dueUntil, today).map((monthEnd) => () => `${fleet} AND ${issuedAfter(monthEnd)}`),
  ];
}

/** Everything that is in the fleet's own group. */
export function ofFleet(thingGroup: string): string {
  return `thingGroupNames:"${thingGroup}"`;
}

/** Both days included. */
export function issuedUntil(day: CertDate): string {
  return issuedBetween(dawn, day);
}

/** Both days included, as numbers: of a month, all between two dates count. */
export function issuedBetween(from: string, until: string): string {
  return `attributes.${thingAttributes.certIssuance}:[${from} TO ${until}]`;
}

interface MonthEnd {
  readonly year: number;
  /** Counts on beyond twelve. */
  readonly month: number;
}

/** The ends of months from `from` on, before `until`. */
function monthEnds(from: CertDate, until: CertDate): readonly MonthEnd[] {
  const [year, month] = yearAndMonth(from);
  const [lastYear, lastMonth] = yearAndMonth(until);
  const count = 12 * (lastYear - year) + lastMonth - month;
  return Array.from({ length: count }, (_, index) => ({ year, month: month + index }));
}

/** As one of the numbers between the last day of the month and the first of the next. */
function issuedAfter({ year, month }: MonthEnd): string {
  // Of months that count from zero, the day before the first of the next.
  const lastDay = formatCertDate(new Date(Date.UTC(year, month, 0)));
  return issuedBetween(String(Number(lastDay) + 1), String(Number(addDays(lastDay, 1)) - 1));
}

function yearAndMonth(date: CertDate): readonly [year: number, month: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(4, 6))];
}
