import { awsQuotas, functionSeconds } from './aws-quotas';
import type { Calls, SweepCalls } from './sweep-calls';
import { callsOf, errandsOf, type Errands, type SweepDay, type SweepSettings } from './sweep-day';

/** What the figures take for granted about the time that AWS takes for an answer, in seconds. */
export const latency = { iot: 0.05, dynamoDb: 0.01, search: 0.3 } as const;

/** Devices that one function attends to at the same time. */
const atATime = 16;

/** A round stops with a minute left, and the next begins one to two minutes later: two are counted. */
const roundSeconds = functionSeconds - 60;
const breakSeconds = 120;

export interface SweepDuration {
  /** Seconds from the schedule's call to the end. */
  readonly seconds: number;
  /** Invocations of the monitor. */
  readonly rounds: number;
  /** Seconds that the monitor works, and that each of the workers does. */
  readonly monitorSeconds: number;
  readonly workerSeconds: number;
  /** What the longest part of the sweep waits for. */
  readonly boundBy: string;
}

/** How long a sweep takes by the configured rate, AWS's default quotas and the time of its calls. */
export function durationOf(day: SweepDay, settings: SweepSettings, of: SweepCalls): SweepDuration {
  const { warningsPerSecond, workers } = settings;
  const once = errandsOf(day, settings, { rounds: 1, pageSize: of.pageSize });
  const chores = slowest({ deletion: once.deletion }, of, { warningsPerSecond, functions: 1 });
  const attending = slowest(attendingOf(once), of, { warningsPerSecond, functions: workers ?? 1 });
  const find = once.indexPage * Math.max(latency.search + 3 * latency.dynamoDb, 1 / quotaOf('SearchIndex'));
  const saving = (once.batch * 3 + once.agendaPage * 3) * latency.dynamoDb;
  const alone = workers === undefined;
  const monitorSeconds = chores.seconds + find + saving + (alone ? attending.seconds : 0);
  const rounds = Math.max(1, Math.ceil(monitorSeconds / roundSeconds));
  const monitored = monitorSeconds + (rounds - 1) * breakSeconds;
  const boundBy = attending.seconds >= Math.max(find, chores.seconds) ? attending.boundBy : chores.boundBy;
  return {
    // Workers begin with the first page that is found.
    seconds: alone ? monitored : Math.max(monitored, chores.seconds + attending.seconds),
    rounds,
    monitorSeconds,
    workerSeconds: alone ? 0 : attending.seconds,
    boundBy: find > Math.max(attending.seconds, chores.seconds) ? 'reading the index' : boundBy,
  };
}

function attendingOf({
  firstWarning,
  laterWarning,
  deactivation,
  inactiveAlready,
}: Errands): Partial<Errands> {
  return { firstWarning, laterWarning, deactivation, inactiveAlready };
}

interface Pace {
  readonly warningsPerSecond: number;
  readonly functions: number;
}

interface Bound {
  readonly seconds: number;
  readonly boundBy: string;
}

/** The slowest of what bounds a number of errands that are run side by side. */
function slowest(errands: Partial<Errands>, of: SweepCalls, { warningsPerSecond, functions }: Pace): Bound {
  const calls = callsOf(errands, of);
  const devices = Object.values(errands).reduce((sum, times) => sum + times, 0);
  const waits = Object.entries(calls).reduce(
    (sum, [operation, count]) => sum + count * (operation.includes(' ') ? latency.dynamoDb : latency.iot),
    0,
  );
  const bounds: Bound[] = [
    { seconds: devices / warningsPerSecond, boundBy: '`warningsPerSecond`' },
    ...quotaBounds(calls),
    { seconds: waits / (atATime * functions), boundBy: 'the time of its calls' },
  ];
  return bounds.reduce((longest, bound) => (bound.seconds > longest.seconds ? bound : longest));
}

/** So long each operation takes under its default quota. */
export function quotaBounds(calls: Calls): readonly Bound[] {
  return Object.entries(calls)
    .filter(([operation]) => operation in awsQuotas)
    .map(([operation, count]) => ({ seconds: count / quotaOf(operation), boundBy: operation }));
}

function quotaOf(operation: string): number {
  return awsQuotas[operation]?.perSecond ?? Number.POSITIVE_INFINITY;
}
