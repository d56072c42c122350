import type { Timing } from '../timing/timing';
import type { RotationReason } from './rotation-trigger';

export type RotationOutcome =
  | { readonly rotated: true; readonly thingName: string; readonly certificateId: string }
  | {
      readonly rotated: false;
      readonly reason: string;
      readonly nextTryInSeconds: number;
      /** Whether the cloud said no, as against not having been asked or not having answered. */
      readonly refused: boolean;
    };

/** When the next rotation is to start. Outlives connections: an order is kept until it is carried out. */
export class RotationSchedule {
  private startsAt: number | undefined;
  private changed: () => void = () => undefined;
  private readonly waiting = new Set<(outcome: RotationOutcome) => void>();

  /** @param spreadMillis orders that reach a whole fleet at once are carried out up to this much later */
  constructor(
    private readonly timing: Timing,
    private readonly spreadMillis: number,
  ) {}

  /**
   * Takes an order. An operator's is for now; any other changes nothing when a start is set already, be it for
   * an earlier order or for the next try after a failure.
   *
   * @returns milliseconds until the start when this order has set it
   */
  order(by: RotationReason): number | undefined {
    if (this.startsAt !== undefined && by !== 'operator') {
      return undefined;
    }
    const spread = by === 'alert' || by === 'due';
    const delay = spread ? Math.round(this.timing.random() * this.spreadMillis) : 0;
    this.startIn(delay);
    return delay;
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

  /** The rotation is done, or put off until `nextTryMillis` from now. Whoever waits for it is told. */
  settle(outcome: RotationOutcome, nextTryMillis?: number): void {
    this.startsAt = nextTryMillis === undefined ? undefined : this.timing.elapsed() + nextTryMillis;
    this.waiting.forEach((tell) => tell(outcome));
    this.waiting.clear();
  }

  /** How the rotation under way, or the next one, ends. */
  outcome(): Promise<RotationOutcome> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private startIn(millis: number): void {
    this.startsAt = this.timing.elapsed() + millis;
    this.changed();
  }
}
