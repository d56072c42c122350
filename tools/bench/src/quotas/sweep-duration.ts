import { awsQuotas, functionSeconds, type Quota } from './aws-quotas';
import type { Calls, SweepCalls } from './sweep-calls';
import { callsOf, tasksOf, type SweepTasks, type SweepDay, type SweepSettings } from './sweep-day';

/** What the figures take for granted about the time that AWS takes for an answer, in seconds. */
export const latency = { iot: 0.05, dynamoDb: 0.01, search: 0.3 } as const;

/** So many warnings last as long as a chore, as apps/rotation-lambda has it. */
export const choreInWarnings = 25;

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
  const once = tasksOf(day, settings, { ...of, rounds: 1 });
  const chores = slowest({ deletion: once.deletion }, of, {
    perSecond: warningsPerSecond / choreInWarnings,
    paceOf: 'chores, by `warningsPerSecond`',
    functions: 1,
  });
  const attending = slowest(attendingOf(once), of, {
    perSecond: warningsPerSecond,
    paceOf: '`warningsPerSecond`',
    functions: workers ?? 1,
  });
  const find =
    once.indexPage * Math.max(latency.search + 3 * latency.dynamoDb, 1 / awsQuotas.SearchIndex.perSecond);
  const saving = (once.batch * 3 + once.dispatchedPage * 4 + once.agendaPage * 3) * latency.dynamoDb;
  const alone = workers === undefined;
  const monitorSeconds = chores.seconds + find + saving + (alone ? attending.seconds : 0);
  const rounds = roundsOf(monitorSeconds);
  const boundBy = attending.seconds >= Math.max(find, chores.seconds) ? attending.boundBy : chores.boundBy;
  return {
    // Workers have something to do once all is found.
    seconds: alone
      ? withBreaks(monitorSeconds)
      : Math.max(withBreaks(monitorSeconds), withBreaks(chores.seconds + find) + attending.seconds),
    rounds,
    monitorSeconds,
    workerSeconds: alone ? 0 : attending.seconds,
    boundBy: find > Math.max(attending.seconds, chores.seconds) ? 'reading the index' : boundBy,
  };
}

function roundsOf(monitorSeconds: number): number {
  return Math.max(1, Math.ceil(monitorSeconds / roundSeconds));
}

function withBreaks(monitorSeconds: number): number {
  return monitorSeconds + (roundsOf(monitorSeconds) - 1) * breakSeconds;
}

function attendingOf({
  firstWarning,
  laterWarning,
  deactivation,
  inactiveAlready,
}: SweepTasks): Partial<SweepTasks> {
  return { firstWarning, laterWarning, deactivation, inactiveAlready };
}

interface Pace {
  readonly perSecond: number;
  readonly paceOf: string;
  readonly functions: number;
}

interface Bound {
  readonly seconds: number;
  readonly boundBy: string;
}

/** The slowest of what bounds a number of tasks that are run side by side. */
function slowest(tasks: Partial<SweepTasks>, of: SweepCalls, { perSecond, paceOf, functions }: Pace): Bound {
  const calls = callsOf(tasks, of);
  const devices = Object.values(tasks).reduce((sum, times) => sum + times, 0);
  const waits = Object.entries(calls).reduce(
    (sum, [operation, count]) => sum + count * (operation.includes(' ') ? latency.dynamoDb : latency.iot),
    0,
  );
  const bounds: Bound[] = [
    { seconds: devices / perSecond, boundBy: paceOf },
    ...quotaBounds(calls),
    { seconds: waits / (atATime * functions), boundBy: 'the time of its calls' },
  ];
  return bounds.reduce((longest, bound) => (bound.seconds > longest.seconds ? bound : longest));
}

/** So long each operation takes under its default quota. */
export function quotaBounds(calls: Calls): readonly Bound[] {
  return Object.entries(calls).flatMap(([operation, count]) => {
    const quota = quotaOf(operation);
    return quota === undefined ? [] : [{ seconds: count / quota, boundBy: operation }];
  });
}

function quotaOf(operation: string): number | undefined {
  const quotas: Readonly<Record<string, Quota>> = awsQuotas;
  return quotas[operation]?.perSecond;
}
