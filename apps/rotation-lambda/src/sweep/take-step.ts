import { attendThing } from '../devices/attend-thing';
import { doChores } from '../devices/do-chores';
import { standingOf } from '../devices/standing';
import type { SweepDay } from '../devices/sweep-context';
import { fleetQueries, fleetQuery } from '../find/fleet-queries';
import { inParallel } from '../pace/in-parallel';
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
  { next: start }: StageKind<'chores'>,
  { day, tally }: Step,
): Promise<SweepStage> {
  const page = await agenda.agenda({
    until: day.scheduledTime,
    limit: batchSize,
    ...(start === undefined ? {} : { start }),
  });
  await inParallel(page.serials, atATime, (serial) => doChores(context, serial, day, tally));
  const [query] = fleetQueries;
  return page.next === undefined ? { kind: 'find', query, pages: 0 } : { kind: 'chores', next: page.next };
}

async function findStep(
  parts: SweepParts,
  { query, next, pages }: StageKind<'find'>,
  { sweepId, day }: Step,
): Promise<SweepStage> {
  const { context, index, thingGroup, store, dispatch } = parts;
  const { rotationDays } = context.rules;
  const found = await index.search(fleetQuery(query, { thingGroup, rotationDays, today: day.today }), next);
  // The index knows nothing of the spread by names.
  const things = found.things.filter((thing) => standingOf(thing, context, day).kind !== 'valid');
  if (things.length > 0) {
    if (dispatch === undefined) await store.spool(sweepId, pages, things);
    else await dispatch.dispatch(day.scheduledTime, things);
  }
  const filled = pages + (things.length > 0 && dispatch === undefined ? 1 : 0);
  if (found.next !== undefined) return { kind: 'find', query, next: found.next, pages: filled };
  const after = fleetQueries[fleetQueries.indexOf(query) + 1];
  if (after !== undefined) return { kind: 'find', query: after, pages: filled };
  return filled === 0 ? { kind: 'done' } : { kind: 'attend', page: 0, attended: 0, pages: filled };
}

async function attendStep(
  { context, store, batchSize }: SweepParts,
  { page, attended, pages }: StageKind<'attend'>,
  { sweepId, day, tally }: Step,
): Promise<SweepStage> {
  const things = await store.spooled(sweepId, page);
  const batch = things.slice(attended, attended + batchSize);
  await inParallel(batch, atATime, (thing) => attendThing(context, thing, day, tally));
  const done = attended + batch.length;
  if (done < things.length) return { kind: 'attend', page, attended: done, pages };
  return page + 1 < pages ? { kind: 'attend', page: page + 1, attended: 0, pages } : { kind: 'done' };
}
