import { addDays, beginOfDay, formatCertDate, type CertDate } from '@fleet/cert-dates';
import type { FleetSweeps, SweepDay } from '@fleet/fleet-console-api';
import { fleetMetrics, type FleetConfig } from '@fleet/fleet-contract';
import { fleetQuery, issuedUntil } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { ConsoleCloud } from '../cloud/console-cloud';
import { metricValues, type MetricValue } from './metric-sums';

const daySeconds = 86_400;
const dayMillis = daySeconds * 1_000;

/** Figures of a day's sweep, and the metrics that they are. */
const figures = {
  found: fleetMetrics.found,
  warned: fleetMetrics.warned,
  firstWarnings: 'firstWarnings',
  cutOff: fleetMetrics.deactivated,
  failed: 'failed',
  seconds: 'seconds',
} as const;

type Figure = keyof typeof figures;
const names: readonly Figure[] = ['found', 'warned', 'firstWarnings', 'cutOff', 'failed', 'seconds'];

/**
 * The sweeps of the last days, by what the monitor has counted. CloudWatch keeps a figure for fifteen months, so no log
 * line is read. A sweep that goes on after midnight counts on the day on which it comes to its end.
 */
export async function fleetSweepsOf(cloud: ConsoleCloud, days: number): Promise<FleetSweeps> {
  const { fleet, cloudWatch } = cloud;
  const at = fleet.now();
  const today = formatCertDate(at);
  const first = addDays(today, 1 - days);
  const until = new Date(beginOfDay(today).getTime() + dayMillis);
  const dimensions = [{ Name: 'fleet', Value: fleet.names.resourceTag }];
  const metrics = [...names.map((name) => figures[name]), fleetMetrics.sweepsDone];
  const values = await metricValues(
    cloudWatch,
    metrics.map((name) => ({ name, dimensions, statistic: name === figures.seconds ? 'Maximum' : 'Sum' })),
    { from: beginOfDay(first), until, periodSeconds: daySeconds },
  );
  const byDay = values.map(valuesByDay);
  const rows = Array.from({ length: days }, (_, index) => {
    const day = addDays(first, index);
    return { ...figuresOf(day, byDay), lists: listsOf(day, fleet.config) };
  });
  const begun = rows.findIndex(({ isDone, found }) => isDone || found !== undefined);
  return begun === -1
    ? noSweeps(await isNew(cloud), days, at)
    : { days: rows.slice(begun), remarks: [], at: at.toISOString() };
}

function noSweeps(isYoung: boolean, days: number, at: Date): FleetSweeps {
  const words = isYoung
    ? 'No sweep has run yet: the fleet is younger than two days.'
    : `No sweep has run in the last ${days} days: its monitor is silent.`;
  return { days: [], isNew: isYoung, remarks: [words], at: at.toISOString() };
}

/** Whether no certificate was issued before yesterday: a sweep runs every day, and the first one may be ahead. */
async function isNew({ fleet, count }: ConsoleCloud): Promise<boolean> {
  const dayBeforeYesterday = addDays(formatCertDate(fleet.now()), -2);
  return (await count(fleetQuery(fleet, issuedUntil(dayBeforeYesterday)))) === 0;
}

function valuesByDay(values: readonly MetricValue[]): ReadonlyMap<string, number> {
  return new Map(values.map(({ at, value }) => [formatCertDate(at), value]));
}

function figuresOf(day: CertDate, byDay: readonly ReadonlyMap<string, number>[]): Omit<SweepDay, 'lists'> {
  const [found, warned, firstWarnings, cutOff, failed, seconds, done = 0] = byDay.map((values) =>
    values.get(day),
  );
  return { day, isDone: done > 0, ...defined({ found, warned, firstWarnings, cutOff, failed, seconds }) };
}

/**
 * Who is behind the figures of a day. The index knows who was due then and still is, records know the first warnings,
 * and logs the rest: nothing is kept for each device that is warned on each day.
 */
function listsOf(day: CertDate, { rotationDays }: Pick<FleetConfig, 'rotationDays'>): SweepDay['lists'] {
  const stillDue = { issuedUntil: addDays(day, -rotationDays) };
  return {
    found: stillDue,
    warned: stillDue,
    firstWarnings: { happened: 'warned', on: day },
    cutOff: { happened: 'cut-off', on: day },
    failed: { happened: 'failed', on: day },
  };
}
