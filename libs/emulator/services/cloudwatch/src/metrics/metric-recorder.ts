import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { distributionOf, merged } from './distribution';
import { dimensionsText } from './metric';
import type { Metric } from './metric';
import type { MetricRepository } from './metric-repository';
import type { Unit } from './metric-rules';
import type { Retention } from './retention';
import type { Sample } from './sample';

const hourMillis = 3_600_000;
/** Different samples that wait in memory before they are written. */
const mostWaiting = 2_000;

/**
 * Takes what is measured. What clients send is written at once; what services measure of themselves waits in memory, as
 * it comes with every request, and is written together.
 */
export class MetricRecorder {
  private readonly waiting = new Map<string, Sample>();
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
  measure(metric: Metric, unit: Unit, value: number, times = 1): void {
    const resolution = 60;
    const atMillis = Math.floor(this.parts.clock.nowMillis() / 60_000) * 60_000;
    const key = `${atMillis}\n${metric.namespace}\n${metric.name}\n${unit}\n${dimensionsText(metric)}`;
    const known = this.waiting.get(key);
    const distribution = distributionOf([[value, times]]);
    if (known === undefined) {
      this.waiting.set(key, { metric, unit, resolution, atMillis, distribution });
    } else {
      this.waiting.set(key, { ...known, distribution: merged(known.distribution, distribution) });
    }
    if (this.waiting.size >= mostWaiting) {
      this.flush();
    }
  }

  /** Writes what waits; to be called before anything is read. */
  flush(): void {
    if (this.waiting.size > 0) {
      const samples = [...this.waiting.values()];
      this.waiting.clear();
      this.write(samples);
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
