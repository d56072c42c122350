import { formatCertDate, type CertDate } from '@fleet/cert-dates';
import type { SweepDay } from '../devices/sweep-context';
import { nothingCounted, SweepTally } from './sweep-counts';
import type { SweepEvent } from './sweep-event';
import type { Round, SweepParts } from './sweep-parts';
import { logGivenUp } from './summary-log';
import type { SweepStage, SweepState } from './sweep-state';
import { takeStep } from './take-step';

/** With less of Lambda's time left than this, a round stops and leaves the rest to the next. */
const stopWithMillis = 60_000;

/** A round has ended by then: another call that finds its lease need not wait longer. */
const leaseReserveMillis = 60_000;

/** How long after a round the next begins: EventBridge Scheduler is right to within a minute. */
const nextRoundMillis = 60_000;

/** A schedule's moment may be a little ahead of the clock of the function that it invokes. */
const clockToleranceMillis = 300_000;

/** A sweep of the future would end the grace of every device at once. */
export class FutureSweepError extends Error {
  override readonly name = 'FutureSweepError';

  constructor(asked: CertDate, today: CertDate) {
    super(
      `The sweep of ${asked} cannot be made: today is ${today} in the cloud. Sweep for today, or for a day before.`,
    );
  }
}

export type SweepOutcome =
  | { readonly outcome: 'done'; readonly state: SweepState; readonly seconds: number }
  /** Goes on in another round, which is scheduled. */
  | { readonly outcome: 'continues'; readonly state: SweepState; readonly at: Date }
  /** Another sweep is at work; `at` is when this one comes again, if it does. */
  | { readonly outcome: 'busy'; readonly at?: Date }
  | { readonly outcome: 'over' };

/**
 * Sweeps, or goes on with a sweep, for as long as the function has time. Whatever is killed on the way goes on from
 * the last batch that was noted: at most that one is warned again, and nothing is left out.
 * @throws FutureSweepError, LeaseLostError, and what the cloud's services answer when they do not recover: Lambda brings the event again
 */
export async function runSweep(parts: SweepParts, event: SweepEvent, round: Round): Promise<SweepOutcome> {
  const { context, store } = parts;
  const { owner, remainingMillis } = round;
  const nowMillis = context.now().getTime();
  const latest = formatCertDate(new Date(nowMillis + clockToleranceMillis));
  if (event.today > latest) {
    if (event.continuation === undefined) {
      throw new FutureSweepError(event.today, latest);
    }
    // The clock was set back, and the sweep that it belongs to is given up by the next one.
    return { outcome: 'over' };
  }
  const leaseUntil = nowMillis + remainingMillis() + leaseReserveMillis;
  const claimed = await store.claim(event, { owner, nowMillis, leaseUntil });
  if (claimed.outcome === 'over') {
    return claimed;
  }
  if (claimed.outcome === 'busy') {
    return busy(claimed.until, event, round);
  }
  if (claimed.outcome === 'begin' && claimed.givenUp !== undefined) {
    logGivenUp(context.log, context.now(), parts.fleet, claimed.givenUp);
  }
  const begun =
    claimed.outcome === 'resume'
      ? { ...claimed.state, round: claimed.state.round + 1 }
      : newSweep(event, round, nowMillis);
  const lease = { owner, until: leaseUntil };
  const save = (state: SweepState, keep: boolean) => store.save(state, owner, keep ? lease : undefined);
  const state = await releasing(parts, owner, async () => {
    await save(begun, true);
    return proceed(parts, begun, { event, round, save });
  });
  if (state.stage.kind === 'done') {
    return { outcome: 'done', state, seconds: (context.now().getTime() - state.startedAt) / 1_000 };
  }
  const at = new Date(context.now().getTime() + nextRoundMillis);
  const { sweepId } = state;
  await round.continuations.schedule({ sweepId, round: state.round }, event.scheduledTime, at);
  return { outcome: 'continues', state, at };
}

/** A day must not go unswept because the day before took until then. */
async function busy(until: number, event: SweepEvent, { continuations }: Round): Promise<SweepOutcome> {
  if (!event.comeAgain) {
    return { outcome: 'busy' };
  }
  const at = new Date(until + nextRoundMillis);
  await continuations.comeAgain(event.scheduledTime, at);
  return { outcome: 'busy', at };
}

/** A round that fails gives its lease back, so that the next call need not wait until the lease ends. */
async function releasing<Result>(
  { store, context }: SweepParts,
  owner: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await store.release(owner).catch((second: unknown) => {
      context.log.error({ err: second }, 'the lease could not be given back; it ends by itself');
    });
    throw error;
  }
}

interface Proceeding {
  readonly event: SweepEvent;
  readonly round: Round;
  readonly save: (state: SweepState, keepLease: boolean) => Promise<void>;
}

/** Takes steps until the sweep is done or the time is up, and gives the lease back. */
async function proceed(
  parts: SweepParts,
  begun: SweepState,
  { event, round, save }: Proceeding,
): Promise<SweepState> {
  const { scheduledTime } = event;
  const day: SweepDay = { today: begun.today, scheduledTime };
  const tally = new SweepTally(begun.counts);
  let state = begun;
  // One step at the least, or a function with too little time would be called for ever.
  do {
    const { stage: before, sweepId } = state;
    const stage = await takeStep(parts, before, { sweepId, day, tally });
    state = { ...state, stage, counts: tally.counts() };
    await save(state, stage.kind !== 'done');
    await discardAttended(parts, sweepId, before, stage);
  } while (state.stage.kind !== 'done' && round.remainingMillis() >= stopWithMillis);
  if (state.stage.kind !== 'done') {
    await save(state, false);
  }
  return state;
}

/** Once it is noted that a page is done, nobody needs it any more. */
async function discardAttended(
  { store }: SweepParts,
  sweepId: string,
  before: SweepStage,
  after: SweepStage,
): Promise<void> {
  if (before.kind !== 'attend') {
    return;
  }
  if (after.kind !== 'attend' || after.page !== before.page) {
    await store.discard(sweepId, before.page);
  }
}

function newSweep({ today }: SweepEvent, { owner }: Round, startedAt: number): SweepState {
  return {
    // Unique to the sweep, and short enough for the name of a schedule.
    sweepId: `${today}-${owner.replaceAll(/[^0-9a-zA-Z]/g, '').slice(0, 12)}`,
    begunBy: owner,
    today,
    startedAt,
    round: 1,
    stage: { kind: 'chores' },
    counts: nothingCounted,
  };
}
