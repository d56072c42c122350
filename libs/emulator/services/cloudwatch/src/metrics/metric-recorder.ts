import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { distributionOf } from './distribution';
import type { Metric } from './metric';
import type { MetricRepository } from './metric-repository';
import type { Unit } from './metric-rules';
import type { Retention } from './retention';
import type { Sample } from './sample';

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
/** Different values that wait in memory before they are written. */
const mostWaiting = 5_000;

/** What waits of one metric and one minute. */
interface Waiting {
  readonly metric: Metric;
  readonly unit: Unit;
  readonly atMillis: number;
  readonly occurrences: Map<number, number>;
}

/**
 * Takes what is measured. What clients send is written at once; what services measure of themselves waits in memory, as
 * it comes with every request, and is written together.
 */
export class MetricRecorder {
  /** By the very objects: whoever measures keeps the one of each of its metrics. */
  private readonly waiting = new Map<Metric, Waiting>();
  private readonly past: Sample[] = [];
  private different = 0;
  private sweptMillis = 0;

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly clock: Clock;
      readonly metrics: MetricRepository;
      readonly retention: Retention;
    },
  ) {}

  /** On the disk as soon as everything else is that was written before the request is answered. */
  write(samples: readonly Sample[]): void {
    const { store, metrics } = this.parts;
    store.transaction(() => {
      for (const sample of samples) {
        metrics.add(sample);
      }
    });
    this.sweepEveryHour();
  }

  /** Counts a value of this minute. It is lost if the process is killed before the next `flush`. */
  measure(metric: Metric, unit: Unit, value: number): void {
    const atMillis = Math.floor(this.parts.clock.nowMillis() / minuteMillis) * minuteMillis;
    const known = this.waiting.get(metric);
    if (known?.atMillis === atMillis) {
      const times = known.occurrences.get(value);
      known.occurrences.set(value, (times ?? 0) + 1);
      this.different += times === undefined ? 1 : 0;
    } else {
      this.writeLater(known);
      this.waiting.set(metric, { metric, unit, atMillis, occurrences: new Map([[value, 1]]) });
      this.different += 1;
    }
    if (this.different >= mostWaiting) {
      this.flush();
    }
  }

  /** Writes what waits; to be called before anything is read. */
  flush(): void {
    this.waiting.forEach((each) => this.writeLater(each));
    this.waiting.clear();
    this.different = 0;
    const samples = this.past.splice(0);
    if (samples.length > 0) {
      this.write(samples);
    }
  }

  private writeLater(waiting: Waiting | undefined): void {
    if (waiting !== undefined) {
      const { occurrences, ...of } = waiting;
      this.past.push({ ...of, resolution: 60, distribution: distributionOf(occurrences) });
    }
  }

  /** Also when the time was moved back, so that the next hour is one from there. */
  private sweepEveryHour(): void {
    const now = this.parts.clock.nowMillis();
    if (Math.abs(now - this.sweptMillis) >= hourMillis) {
      this.sweptMillis = now;
      this.parts.retention.sweep(now);
    }
  }
}
