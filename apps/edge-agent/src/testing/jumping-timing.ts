import type { BootMoment } from '../timing/boot-clock';
import type { Timing } from '../timing/timing';

/** A wait as long as this is no wait for anything that comes by itself. */
const forever = 365 * 24 * 60 * 60_000;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that jumps over every wait, and remembers how long each was. Waits from `longestJump` on are left to the test. */
export class JumpingTiming implements Timing {
  readonly waits: number[] = [];
  /** By how much the device's clock is wrong. Waits know nothing of it. */
  clockError = 0;
  private passed = 0;
  private bootedAt = 0;
  private boots = 0;
  private readonly sleepers = new Set<Sleeper>();

  constructor(
    private readonly start: number = Date.now(),
    readonly random: () => number = () => 0.5,
    private readonly longestJump: number = forever,
  ) {}

  readonly now = (): number => this.start + this.passed + this.clockError;

  readonly elapsed = (): number => this.passed;

  readonly sinceBoot = (): BootMoment => ({ boot: `${this.boots}`, millis: this.passed - this.bootedAt });

  /** The machine is started again, and its clock with it. */
  reboot(): void {
    this.bootedAt = this.passed;
    this.boots += 1;
  }

  readonly sleep = async (millis: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (millis >= this.longestJump) {
      await this.untilPassed(millis, signal);
      return;
    }
    this.waits.push(millis);
    this.pass(millis);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };

  /** Lets time pass without anybody waiting for it, and wakes the sleepers whose time has come. */
  pass(millis: number): void {
    this.passed += millis;
    for (const sleeper of this.sleepers) {
      if (sleeper.until <= this.passed) {
        this.sleepers.delete(sleeper);
        sleeper.wake();
      }
    }
  }

  private untilPassed(millis: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = {
        until: this.passed + millis,
        wake: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.sleepers.delete(sleeper);
        reject(new Error('woken'));
      };
      this.sleepers.add(sleeper);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}
