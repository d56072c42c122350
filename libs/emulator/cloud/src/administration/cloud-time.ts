import type { TimeChange, TimeState } from '@fleet/running-cloud';
import type { SettableClock } from '@fleet/emulator-clock';
import type { ClockOffsetRepository } from './clock-offset-repository';

/** Certificates of this cloud end with 2049, as those of AWS IoT do: none could be issued after it. */
const earliest = Date.parse('2000-01-01T00:00:00Z');
const latest = Date.parse('2049-12-31T23:59:59Z');

/** A time that the cloud's cannot be set to. */
export class TimeOutOfRangeError extends Error {
  override readonly name = 'TimeOutOfRangeError';

  constructor() {
    super("the cloud's time can be set from the year 2000 to 2049, when its certificates end");
  }
}

/** Moves the cloud's time, for good: the next start has it as well. */
export class CloudTime {
  constructor(
    private readonly clock: SettableClock,
    private readonly offsets: ClockOffsetRepository,
  ) {}

  get state(): TimeState {
    return { time: this.clock.now().toISOString(), offsetMillis: this.clock.offsetMillis };
  }

  now(): Date {
    return this.clock.now();
  }

  /** @throws TimeOutOfRangeError */
  move(change: TimeChange): TimeState {
    const now = this.clock.nowMillis();
    const machine = now - this.clock.offsetMillis;
    const offset = this.offsetAfter(change, machine);
    if (!(machine + offset >= earliest && machine + offset <= latest)) {
      throw new TimeOutOfRangeError();
    }
    this.offsets.save(offset);
    this.clock.setOffset(offset);
    return this.state;
  }

  private offsetAfter(change: TimeChange, machine: number): number {
    switch (change.change) {
      case 'by':
        return this.clock.offsetMillis + change.millis;
      case 'to':
        return Date.parse(change.time) - machine;
      case 'reset':
        return 0;
    }
  }
}
