import type { Calls, SweepCalls } from './sweep-calls';

/** What a sweep comes upon on one day. */
export interface SweepDay {
  readonly fleet: number;
  /** Due since today, connected, and warned for the first time. */
  readonly firstWarnings: number;
  /** Warned before, or never connected when they were. */
  readonly laterWarnings: number;
  /** Out of grace today. */
  readonly deactivations: number;
  /** Made inactive on an earlier day, and still in the registry. */
  readonly inactiveAlready: number;
  /** Replaced certificates that have been kept for long enough. */
  readonly deletions: number;
  /** In the index's answer, but not due before the end of their spread. */
  readonly waitingInSpread: number;
}

/** What the figures take for granted about a fleet in its everyday life. */
export const assumptions = {
  rotationDays: 360,
  spreadDays: 7,
  /** Days on which a device that becomes due is warned in vain, before it rotates: on average. */
  daysInVain: 1,
  /** Share of the fleet that is overdue and lies somewhere without a connection. */
  silent: 0.01,
  /** Share of those that become due whose certificate is made inactive in the end. */
  neverRotates: 0.001,
  /** Share of the fleet whose certificate was made inactive, and which nobody has cleared away. */
  leftInactive: 0.001,
} as const;

/** A day like any other: the fleet was made over a year, and rotates over a year. */
export function everydayOf(fleet: number): SweepDay {
  const { rotationDays, spreadDays, daysInVain, silent, neverRotates, leftInactive } = assumptions;
  const due = fleet / rotationDays;
  return {
    fleet,
    firstWarnings: Math.round(due),
    laterWarnings: Math.round(due * daysInVain + fleet * silent),
    deactivations: Math.round(due * neverRotates),
    inactiveAlready: Math.round(fleet * leftInactive),
    deletions: Math.round(due),
    waitingInSpread: Math.round((due * (spreadDays - 1)) / 2),
  };
}

/** The worst: every thing of the fleet is due since today, and connected. */
export function worstDayOf(fleet: number): SweepDay {
  const nothing = {
    laterWarnings: 0,
    deactivations: 0,
    inactiveAlready: 0,
    deletions: 0,
    waitingInSpread: 0,
  };
  return { fleet, firstWarnings: fleet, ...nothing };
}

/** How the sweep is configured. */
export interface SweepSettings {
  readonly warningsPerSecond: number;
  readonly workers?: number;
}

/** How often each thing is done in a sweep that takes so many rounds. */
export type SweepTasks = Readonly<
  Record<Exclude<keyof SweepCalls, 'bytes' | 'pageSize' | 'queries'>, number>
>;

const largestBatch = 100;
const secondsInBatch = 10;

export function foundOn(day: SweepDay): number {
  return day.firstWarnings + day.laterWarnings + day.deactivations + day.inactiveAlready;
}

export function batchSizeOf({ warningsPerSecond }: SweepSettings): number {
  return Math.min(largestBatch, secondsInBatch * warningsPerSecond);
}

/** @param rounds invocations of the monitor */
export function tasksOf(
  day: SweepDay,
  settings: SweepSettings,
  { rounds, pageSize, queries }: Pick<SweepCalls, 'pageSize' | 'queries'> & { readonly rounds: number },
): SweepTasks {
  const found = foundOn(day);
  const pages = Math.max(1, Math.ceil((found + day.waitingInSpread) / pageSize));
  // The index is unsorted: every page has its share of what is due.
  const kept = found === 0 ? 0 : pages;
  const batchSize = batchSizeOf(settings);
  const alone = settings.workers === undefined;
  return {
    round: rounds,
    continuation: rounds - 1,
    // Read before things are looked for, and after.
    agendaPage: 2 * Math.max(1, Math.ceil(day.deletions / batchSize)),
    // Those for things without a date find none.
    indexPage: pages + queries - 1,
    spooledPage: kept,
    batch: alone && kept > 0 ? kept * Math.ceil(found / kept / batchSize) : 0,
    dispatchedPage: alone ? 0 : kept,
    // Of a device that becomes due without being there: the others note it with the warning that they hear.
    dueNote: 0,
    firstWarning: day.firstWarnings,
    laterWarning: day.laterWarnings,
    deactivation: day.deactivations,
    inactiveAlready: day.inactiveAlready,
    deletion: day.deletions,
    retirement: 0,
    retirementOfLastSeen: 0,
    retirementOfLost: 0,
    dateWithdrawal: 0,
  };
}

/** Calls by operation; of DynamoDB also by what they are about. */
export function callsOf(tasks: Partial<SweepTasks>, of: SweepCalls): Calls {
  const sum: Calls = {};
  const { bytes: _bytes, pageSize: _pageSize, queries: _queries, ...counted } = of;
  for (const [task, times] of Object.entries(tasks)) {
    const each = Object.entries(counted).find(([name]) => name === task)?.[1] ?? {};
    for (const [operation, count] of Object.entries(each)) {
      if (times > 0) {
        sum[operation] = (sum[operation] ?? 0) + times * count;
      }
    }
  }
  return sum;
}
