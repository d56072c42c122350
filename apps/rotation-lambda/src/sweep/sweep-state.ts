import { formatCertDate, isCertDate, type CertDate } from '@fleet/cert-dates';
import * as z from 'zod/mini';
import type { SweepCounts } from './sweep-counts';
import type { SweepEvent } from './sweep-event';

/*
 * How far a sweep has come: enough for another round to go on where this one stops, or was killed.
 *
 *   urgent chores --> find, query by query --> attend to what was found --> chores of clearing up --> done
 *
 * What is found is spooled first and attended to afterwards: attending changes attributes, and the index is unsorted,
 * so a page turned meanwhile could skip a thing.
 */

const stage = z.discriminatedUnion('kind', [
  /**
   * What the devices table says is to be done; `next` is the place in its agenda. With `clearing` it is the second time,
   * and that says how many chores it may still do for devices that have never proven a certificate. A release that does
   * not know of it does all chores, and finds everything again.
   */
  z.object({ kind: z.literal('chores'), next: z.optional(z.string()), clearing: z.optional(z.int()) }),
  /**
   * Collects things from the index by one query after the other; `pages` of the spool are filled, with `spooled` things.
   * Absent where a release wrote it that did not count them: then the pages count as full.
   */
  z.object({
    kind: z.literal('find'),
    query: z.int(),
    next: z.optional(z.string()),
    pages: z.int(),
    spooled: z.optional(z.int()),
    begunAnew: z.optional(z.int()),
  }),
  /** Works on the spool; of `page`, the first `attended` things are done. */
  z.object({ kind: z.literal('attend'), page: z.int(), attended: z.int(), pages: z.int() }),
  z.object({ kind: z.literal('done') }),
]);

export type SweepStage = z.infer<typeof stage>;

const whole = z.int().check(z.minimum(0));
/** Nothing, where a release wrote it that did not count this. */
const count = z._default(whole, 0);
const counts = z.object({
  found: count,
  warned: count,
  handedOut: count,
  firstWarnings: count,
  missingDate: count,
  malformedDate: count,
  futureDate: count,
  unreachable: count,
  oldestUnprovenDays: count,
  expired: count,
  deactivated: count,
  permitsTold: count,
  datesWithdrawn: count,
  datesRestored: count,
  retired: count,
  deleted: count,
  failed: count,
  failures: z.record(z.string(), whole),
}) satisfies z.ZodMiniType<SweepCounts>;

export const sweepState = z.object({
  sweepId: z.string(),
  /** The round that began it. */
  begunBy: z.string(),
  /** The day that it is the sweep of. */
  today: z.custom<CertDate>(isCertDate),
  /** Milliseconds since the epoch. */
  startedAt: z.int(),
  round: z.int(),
  stage,
  counts,
});

export type SweepState = z.infer<typeof sweepState>;

/** Who holds the sweeps, and until when nobody else may. Milliseconds since the epoch. */
export interface SweepLease {
  readonly owner: string;
  readonly until: number;
}

export type Claim =
  /** `givenUp`: a sweep of another day that was not done, whose things this one finds as well. */
  | { readonly outcome: 'begin'; readonly givenUp?: SweepState }
  | { readonly outcome: 'resume'; readonly state: SweepState }
  /** Another sweep is at work, until then at the latest. Milliseconds since the epoch. */
  | { readonly outcome: 'busy'; readonly until: number }
  /** A continuation of a sweep that is over or was given up for a newer one, or an event that comes a second time. */
  | { readonly outcome: 'over' };

/**
 * Whether the call with `event` may sweep now.
 * @param owner the same for an event that Lambda brings again after a failure, so that it takes up its own work
 */
export function claim(
  held: { readonly state?: SweepState; readonly lease?: SweepLease },
  event: SweepEvent,
  { owner, nowMillis }: { readonly owner: string; readonly nowMillis: number },
): Claim {
  const { state, lease } = held;
  if (lease !== undefined && lease.owner !== owner && lease.until > nowMillis) {
    return { outcome: 'busy', until: lease.until };
  }
  const unfinished = state?.stage.kind === 'done' ? undefined : state;
  if (event.continuation !== undefined) {
    const isIts = unfinished?.sweepId === event.continuation.sweepId;
    return isIts ? { outcome: 'resume', state: unfinished } : { outcome: 'over' };
  }
  if (state?.stage.kind === 'done' && state.begunBy === owner) {
    return { outcome: 'over' };
  }
  if (unfinished === undefined) {
    return { outcome: 'begin' };
  }
  // One that was killed goes on; one of an earlier day is given up, as today's finds whatever that would have.
  if (unfinished.today === event.today) {
    return { outcome: 'resume', state: unfinished };
  }
  // One of a day that has not come yet was ordered by a clock that was set back since: it must not be waited for.
  const isOfTheFuture =
    unfinished.today > formatCertDate(new Date(nowMillis)) && event.today < unfinished.today;
  return unfinished.today < event.today || isOfTheFuture
    ? { outcome: 'begin', givenUp: unfinished }
    : { outcome: 'over' };
}
