import type { Timing } from '../timing/timing';

export type RotationOutcome =
  | { readonly rotated: true; readonly thingName: string; readonly certificateId: string }
  | {
      readonly rotated: false;
      readonly reason: string;
      /** Absent where the order has lapsed. */
      readonly nextTryInSeconds?: number;
      /** Whether the cloud said no, as against not having been asked or not having answered. */
      readonly refused: boolean;
    };

/** So long before its time is over somebody is told why it did not work, so that he hears it. */
const answerMillis = 2_000;

/** Those who wait to hear how a rotation ends. */
export class OutcomeAudience {
  private readonly listeners = new Set<(outcome: RotationOutcome) => void>();

  constructor(private readonly timing: Pick<Timing, 'elapsed' | 'sleep'>) {}

  tell(outcome: RotationOutcome): void {
    this.listeners.forEach((listener) => listener(outcome));
  }

  /**
   * How the rotation under way, or the next one, ends. What is no refusal is waited out where the next try begins within
   * the time: a successor that was made a second ago may not be let in until its policies have spread.
   *
   * @throws the signal's reason, when whoever waits has gone
   */
  outcome(withinMillis: number, gone: AbortSignal): Promise<RotationOutcome> {
    const endsAt = this.timing.elapsed() + withinMillis - answerMillis;
    return new Promise((resolve, reject) => {
      const settled = new AbortController();
      let last: RotationOutcome | undefined;
      const settle = (action: () => void): void => {
        this.listeners.delete(listener);
        settled.abort();
        action();
      };
      const listener = (outcome: RotationOutcome): void => {
        if (!this.isWorthTheWait(outcome, endsAt)) {
          settle(() => resolve(outcome));
        } else if (last === undefined) {
          // Whoever has heard nothing yet waits for the first try, however long it takes.
          const timeIsUp = this.timing.sleep(endsAt - this.timing.elapsed(), settled.signal);
          timeIsUp.then(
            () => settle(() => resolve(last ?? outcome)),
            () => undefined,
          );
        }
        last = outcome;
      };
      this.listeners.add(listener);
      gone.addEventListener('abort', () => settle(() => reject(reasonOf(gone))), { signal: settled.signal });
    });
  }

  private isWorthTheWait(outcome: RotationOutcome, endsAt: number): boolean {
    return (
      !outcome.rotated &&
      !outcome.refused &&
      outcome.nextTryInSeconds !== undefined &&
      this.timing.elapsed() + outcome.nextTryInSeconds * 1_000 <= endsAt
    );
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
