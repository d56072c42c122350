import { dollarsFor, type Priced } from './aws-prices';
import type { Calls, SweepCalls } from './sweep-calls';
import { callsOf, tasksOf, foundOn, type SweepDay, type SweepSettings } from './sweep-day';
import type { SweepDuration } from './sweep-duration';

const memoryGigabytes = 0.5;
const thingsInMessage = 25;
const kilobyte = 1024;

/** Messages that AWS IoT meters for a warning: the request and its answer; for who is connected, delivery and PUBACK. */
const messagesOf = { delivered: 4, undelivered: 2 } as const;

/** Bytes of the log lines, as they are written: a device's line, a summary with its metrics, Lambda's own lines. */
const logBytes = { device: 250, summary: 2_900, invocation: 500 } as const;

/** Custom metrics of the sweeps, once for the fleet: what they count, and how the fleet stands. */
export const metricCount = 25;

/** A sweep is done in one hour of each day, and a metric is billed for the hours in which it is sent. */
export const metricHoursInDay = 1;

/** What of the price list a sweep uses. */
export const pricedOfSweeps = [
  'messages',
  'registry',
  'indexUpdates',
  'indexQueries',
  'writeUnits',
  'readUnits',
  'gigabyteSeconds',
  'invocations',
  'schedules',
  'queueRequests',
  'logBytes',
] as const satisfies readonly Priced[];

type PricedOfSweep = (typeof pricedOfSweeps)[number];

/** Dollars of one sweep, by what is paid for. */
export type SweepCost = Readonly<Partial<Record<PricedOfSweep, number>>>;

export function costOf(
  day: SweepDay,
  settings: SweepSettings,
  { duration, calls: of }: { readonly duration: SweepDuration; readonly calls: SweepCalls },
): SweepCost {
  const tasks = tasksOf(day, settings, { ...of, rounds: duration.rounds });
  const calls = callsOf(tasks, of);
  const pages = tasks.dispatchedPage;
  const messages = pages === 0 ? 0 : pages * Math.ceil(foundOn(day) / pages / thingsInMessage);
  const devicesLogged = day.laterWarnings + day.deactivations + day.deletions;
  const updates = count(calls, 'UpdateThing');
  const used: Record<PricedOfSweep, number> = {
    messages: day.firstWarnings * messagesOf.delivered + day.laterWarnings * messagesOf.undelivered,
    registry: updates + count(calls, 'DescribeThing'),
    indexUpdates: updates,
    indexQueries: count(calls, 'SearchIndex') + count(calls, 'GetThingConnectivityData'),
    writeUnits: writeUnits(day, calls, of),
    readUnits: readUnits(day, calls, of),
    gigabyteSeconds:
      memoryGigabytes * (duration.monitorSeconds + duration.workerSeconds * (settings.workers ?? 0)),
    invocations: duration.rounds + messages,
    schedules: duration.rounds,
    // Lambda receives a message and deletes it.
    queueRequests: count(calls, 'SendMessageBatch') + 2 * messages,
    logBytes:
      devicesLogged * logBytes.device +
      (duration.rounds + messages) * (logBytes.summary + logBytes.invocation),
  };
  return Object.fromEntries(pricedOfSweeps.map((priced) => [priced, dollarsFor(priced, used[priced])]));
}

export function totalOf(cost: SweepCost): number {
  return Object.values(cost).reduce((sum, dollars) => sum + dollars, 0);
}

/** Bytes of a page of the spool, by how many of its things are due. */
function spooledBytes(day: SweepDay, calls: Calls, { bytes, pageSize }: SweepCalls): number {
  const pages = count(calls, 'spool PutItem');
  return pages === 0 ? 0 : (bytes.spooledPage * foundOn(day)) / pages / pageSize;
}

function writeUnits(day: SweepDay, calls: Calls, of: SweepCalls): number {
  const page = Math.ceil(spooledBytes(day, calls, of) / kilobyte);
  return (
    count(calls, 'sweeps PutItem') * Math.ceil(of.bytes.sweepState / kilobyte) +
    (count(calls, 'spool PutItem') + count(calls, 'spool DeleteItem')) * page +
    // And one for the agenda, which the record leaves or moves in.
    count(calls, 'devices PutItem') * (Math.ceil(of.bytes.deviceRecord / kilobyte) + 1)
  );
}

function readUnits(day: SweepDay, calls: Calls, of: SweepCalls): number {
  const units = (bytes: number) => Math.ceil(bytes / (4 * kilobyte));
  return (
    count(calls, 'sweeps GetItem') * units(of.bytes.sweepState) +
    count(calls, 'spool GetItem') * units(spooledBytes(day, calls, of)) +
    count(calls, 'devices GetItem') * units(of.bytes.deviceRecord) +
    // Eventually consistent, keys only: some 100 bytes for each of a hundred devices.
    count(calls, 'agenda Query') * 1.5
  );
}

function count(calls: Calls, operation: string): number {
  return calls[operation] ?? 0;
}
