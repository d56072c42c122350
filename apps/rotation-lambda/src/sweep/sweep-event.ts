import { formatCertDate, type CertDate } from '@fleet/cert-dates';
import { defined } from '@fleet/optional-members';
import * as z from 'zod/mini';

/** Where a sweep that had to stop goes on. */
export interface Continuation {
  readonly sweepId: string;
  /** Counts from 1. */
  readonly round: number;
}

export interface SweepEvent {
  /**
   * The moment for which the sweep was scheduled. All of its dates follow from this one and none from the clock, so
   * that a sweep that goes on past midnight stays the sweep of its day.
   */
  readonly scheduledTime: Date;
  /** The day of that moment, in UTC. */
  readonly today: CertDate;
  readonly continuation?: Continuation;
  /** Whether to come again later when another sweep is running. Not by hand: an operator sees that, and decides. */
  readonly comeAgain: boolean;
}

const sweepEvent = z.object({
  scheduledTime: z.iso.datetime({ offset: true }),
  ifBusy: z._default(z.enum(['come-again', 'end']), 'come-again'),
  continuation: z.optional(
    z.object({
      sweepId: z.string().check(z.minLength(1), z.maxLength(100)),
      round: z.int().check(z.minimum(1)),
    }),
  ),
});

/** The caller of the monitor is neither a schedule of this fleet nor an operator's command. */
export class MalformedSweepEventError extends Error {
  override readonly name = 'MalformedSweepEventError';
}

/**
 * Reads `{"scheduledTime": "<ISO 8601>"}`, as the daily schedule sends it, with `"ifBusy": "end"` from the operator's
 * command, and a continuation as an earlier round of the sweep left it.
 * @throws MalformedSweepEventError
 */
export function parseSweepEvent(event: unknown): SweepEvent {
  const parsed = z.safeParse(sweepEvent, event);
  if (!parsed.success) {
    const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'the event itself');
    throw new MalformedSweepEventError(
      `Not an event of the rotation monitor; wrong: ${members.join(', ')}. ` +
        'It takes {"scheduledTime": "2026-01-31T03:00:00Z"}.',
    );
  }
  const { continuation, ifBusy } = parsed.data;
  const scheduledTime = new Date(parsed.data.scheduledTime);
  const today = formatCertDate(scheduledTime);
  const comeAgain = ifBusy === 'come-again' && continuation === undefined;
  return defined({ scheduledTime, today, comeAgain, continuation });
}
