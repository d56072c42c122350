import { attendThing } from '../devices/attend-thing';
import { ClearingBudget, clearUp, doUrgentChores } from '../devices/do-chores';
import { isThingDue } from '../devices/standing';
import type { SweepDay } from '../devices/sweep-context';
import { fleetQueries } from '../find/fleet-queries';
import { forEachBounded } from '@fleet/bounded-work';
import { defined } from '@fleet/optional-members';
import type { SweepTally } from './sweep-counts';
import type { SweepParts } from './sweep-parts';
import type { SweepStage } from './sweep-state';

/** Waiting for AWS goes on while others are waited for; the pacer keeps the rate. */
const atATime = 16;

export interface Step {
  readonly sweepId: string;
  readonly day: SweepDay;
  readonly tally: SweepTally;
}

type StageKind<Kind extends SweepStage['kind']> = Extract<SweepStage, { kind: Kind }>;

/** Goes one step on: a page of the agenda, a page of the index, a batch of what was found. Each is safe to repeat. */
export function takeStep(parts: SweepParts, stage: SweepStage, step: Step): Promise<SweepStage> {
  switch (stage.kind) {
    case 'chores':
      return choresStep(parts, stage, step);
    case 'find':
      return findStep(parts, stage, step);
    case 'attend':
      return attendStep(parts, stage, step);
    case 'done':
      return Promise.resolve(stage);
  }
}

async function choresStep(
  { context, agenda, batchSize }: SweepParts,
  { next: start, clearing }: StageKind<'chores'>,
  { day, tally }: Step,
): Promise<SweepStage> {
  const page = await agenda.agenda(defined({ until: day.scheduledTime, limit: batchSize, start }));
  const { next } = page;
  if (clearing === undefined) {
    await forEachBounded(page.serials, atATime, (serial) => doUrgentChores(context, serial, day, tally));
    return next === undefined ? { kind: 'find', query: 0, pages: 0 } : { kind: 'chores', next };
  }
  const budget = new ClearingBudget(clearing);
  await forEachBounded(page.serials, atATime, (serial) => clearUp(context, serial, { day, tally, budget }));
  if (next !== undefined) {
    return { kind: 'chores', next, clearing: budget.left };
  }
  if (budget.left === 0) {
    context.log.warn('chores are left for the next sweep, of devices that have never proven a certificate');
  }
  return { kind: 'done' };
}

/** The index loses its place again and again: something else is wrong with it. */
export class IndexPagingError extends Error {
  override readonly name = 'IndexPagingError';

  constructor(query: string) {
    super(`The fleet index does not go on with its own pages, for the query ${query}`);
  }
}

const mostBeginnings = 5;

/** Of the index; a page of the spool has at most as many. */
const thingsInPage = 100;

async function findStep(
  parts: SweepParts,
  stage: StageKind<'find'>,
  { sweepId, day }: Step,
): Promise<SweepStage> {
  const { context, index, thingGroup, store } = parts;
  const { query, next, pages, spooled: before = pages * thingsInPage, begunAnew = 0 } = stage;
  const queries = fleetQueries({ thingGroup, rotationDays: context.rules.rotationDays, today: day.today });
  const queryString = queries[query]?.();
  if (queryString === undefined) {
    // A deployment has shortened the rotation period since the last round: fewer queries, and others.
    return { kind: 'find', query: 0, pages, spooled: before };
  }
  const found = await index.search(queryString, next);
  if (found === 'begin-anew') {
    if (begunAnew >= mostBeginnings) {
      throw new IndexPagingError(queryString);
    }
    return { kind: 'find', query, pages, spooled: before, begunAnew: begunAnew + 1 };
  }
  // The index knows nothing of the spread by names.
  const due = found.things.filter((thing) => isThingDue(thing, context, day));
  const things = due.map((thing, index) => ({ ...thing, place: before + index }));
  if (things.length > 0) {
    await store.spool(sweepId, pages, things);
  }
  const spooled = before + things.length;
  const filled = pages + (things.length > 0 ? 1 : 0);
  if (found.next !== undefined) {
    return { kind: 'find', query, next: found.next, pages: filled, spooled, begunAnew };
  }
  if (query + 1 < queries.length) {
    return { kind: 'find', query: query + 1, pages: filled, spooled };
  }
  return filled === 0 ? clearingOf(parts) : { kind: 'attend', page: 0, attended: 0, pages: filled };
}

function clearingOf({ unprovenChores }: SweepParts): SweepStage {
  return { kind: 'chores', clearing: unprovenChores };
}

async function attendStep(
  parts: SweepParts,
  { page, attended, pages }: StageKind<'attend'>,
  { sweepId, day, tally }: Step,
): Promise<SweepStage> {
  const { context, store, batchSize, dispatch } = parts;
  const things = await store.spooled(sweepId, page);
  const batch = dispatch === undefined ? things.slice(attended, attended + batchSize) : things;
  if (dispatch === undefined) {
    await forEachBounded(batch, atATime, (thing) => attendThing(context, thing, day, tally));
  } else {
    await dispatch.dispatch(day.scheduledTime, batch);
    tally.add('handedOut', batch.length);
  }
  const done = attended + batch.length;
  if (done < things.length) {
    return { kind: 'attend', page, attended: done, pages };
  }
  return page + 1 < pages ? { kind: 'attend', page: page + 1, attended: 0, pages } : clearingOf(parts);
}
