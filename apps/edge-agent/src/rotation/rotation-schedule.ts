import { defined } from '@fleet/optional-members';
import type { Timing } from '../timing/timing';
import { OutcomeAudience, type RotationOutcome } from './rotation-outcome';
import type { RotationReason } from './rotation-reason';

/**
 * So long an order that the cloud refuses to carry out is asked for again. Who is due is warned every day, so that
 * nothing is lost with it; kept for good, one warning too many would have a device ask every day of the year.
 */
const orderMillis = 24 * 60 * 60_000;

/** What may end a connection waits for a rotation that begins within this. */
const nearMillis = 30_000;

/**
 * When the next rotation is to start. Outlives connections: an order is kept until it is carried out, or has been
 * refused for a day without being given again.
 */
export class RotationSchedule {
  private startsAt: number | undefined;
  private orderedAt = 0;
  /** What has set that start; the next try after a failure is nobody's order. */
  private setBy: RotationReason | 'failure' = 'failure';
  private changed: () => void = () => undefined;
  private readonly audience: OutcomeAudience;

  /** @param spreadMillis orders that reach a whole fleet at once are carried out up to this much later, unless the cloud says when */
  constructor(
    private readonly timing: Timing,
    private readonly spreadMillis: number,
  ) {
    this.audience = new OutcomeAudience(timing);
  }

  /**
   * Takes an order. An operator's is for now. When a start is set already, the cloud can bring it forward by giving the device
   * an earlier turn, and put off what the device has set by its own calendar, as its whole fleet may have; the next try after
   * a failure stays. Any other order changes nothing.
   *
   * @param inMillis when the cloud wants it to begin: it has given each device of its fleet a turn
   * @returns milliseconds until the start when this order has set it
   */
  order(by: RotationReason, inMillis?: number): number | undefined {
    this.orderedAt = this.timing.elapsed();
    if (this.startsAt !== undefined && by !== 'operator' && !this.isBetterTurn(inMillis)) {
      return undefined;
    }
    const spread = by === 'alert' || by === 'due';
    const delay = inMillis ?? (spread ? Math.round(this.timing.random() * this.spreadMillis) : 0);
    this.startIn(delay, by);
    return delay;
  }

  /** Whether a rotation is under way, or about to be. */
  get isNear(): boolean {
    return this.startsAt !== undefined && this.startsAt - this.timing.elapsed() <= nearMillis;
  }

  /** Resolves when a rotation is to start. */
  async start(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const wait = this.startsAt === undefined ? undefined : this.startsAt - this.timing.elapsed();
      if (wait !== undefined && wait <= 0) {
        return;
      }
      const rearm = new AbortController();
      this.changed = () => rearm.abort();
      await this.timing
        .sleep(wait ?? Number.MAX_SAFE_INTEGER, AbortSignal.any([signal, rearm.signal]))
        .catch(() => undefined);
    }
  }

  /** The order is carried out. Its waiting callers get the outcome. */
  succeed(thingName: string, certificateId: string): void {
    this.startsAt = undefined;
    this.audience.tell({ rotated: true, thingName, certificateId });
  }

  /** The attempt has failed, and the next one is `waitMillis` from now, unless the order lapses before. */
  fail(reason: string, refused: boolean, waitMillis: number): Extract<RotationOutcome, { rotated: false }> {
    const next = this.timing.elapsed() + waitMillis;
    const lapses = refused && next - this.orderedAt > orderMillis;
    this.startsAt = lapses ? undefined : next;
    this.setBy = 'failure';
    const nextTryInSeconds = lapses ? undefined : Math.round(waitMillis / 1000);
    const outcome = { rotated: false, reason, refused, ...defined({ nextTryInSeconds }) } as const;
    this.audience.tell(outcome);
    return outcome;
  }

  /**
   * How the rotation under way, or the next one, ends, for somebody who has so much time.
   *
   * @throws the reason of the signal that he has gone
   */
  outcome(withinMillis = 0, gone = new AbortController().signal): Promise<RotationOutcome> {
    return this.audience.outcome(withinMillis, gone);
  }

  private isBetterTurn(inMillis: number | undefined): boolean {
    if (inMillis === undefined || this.startsAt === undefined || this.setBy === 'failure') {
      return false;
    }
    const now = this.timing.elapsed();
    const isAhead = this.startsAt > now;
    return (isAhead && this.setBy === 'due') || now + inMillis < this.startsAt;
  }

  private startIn(millis: number, by: RotationReason): void {
    this.startsAt = this.timing.elapsed() + millis;
    this.setBy = by;
    this.changed();
  }
}
