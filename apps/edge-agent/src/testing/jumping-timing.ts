import type { Timing } from '../timing/timing';

/** A wait as long as this is no wait for anything that comes by itself. */
const forever = 365 * 24 * 60 * 60_000;

/** Time that jumps over every wait, and remembers how long each was. */
export class JumpingTiming implements Timing {
  readonly waits: number[] = [];
  private passed = 0;

  constructor(
    private readonly start: number = Date.now(),
    readonly random: () => number = () => 0.5,
  ) {}

  readonly now = (): number => this.start + this.passed;

  readonly elapsed = (): number => this.passed;

  readonly sleep = async (millis: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (millis >= forever) {
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('woken')), { once: true });
      });
    }
    this.waits.push(millis);
    this.passed += millis;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };

  /** Lets time pass without anybody waiting for it. */
  pass(millis: number): void {
    this.passed += millis;
  }
}
