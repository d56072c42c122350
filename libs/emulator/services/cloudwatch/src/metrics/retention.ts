import { integer } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import { toData } from './metric-repository';
import type { MetricRepository } from './metric-repository';

const hour = 3600;
const day = 24 * hour;

/** User guide, "Metrics retention": how long data of a period are kept, and into which period they then go. */
const steps = [
  { period: 1, keptSeconds: 3 * hour, into: 60 },
  { period: 60, keptSeconds: 15 * day, into: 300 },
  { period: 300, keptSeconds: 63 * day, into: hour },
] as const;
const longestSeconds = 455 * day;

/** Makes old data coarser, and deletes those that are too old or too many. */
export class Retention {
  /** @param dataKept data points in all; AWS has no such limit, but this machine's disk has one */
  constructor(
    private readonly store: Store,
    private readonly metrics: MetricRepository,
    private readonly dataKept: number,
  ) {}

  sweep(nowMillis: number): void {
    const now = Math.floor(nowMillis / 1000);
    this.store.transaction(() => {
      this.deleteBefore(now - longestSeconds);
      for (const { period, keptSeconds, into } of steps) {
        this.rollUp(period, now - keptSeconds, into);
      }
      this.deleteExcess();
      this.store.run(
        'DELETE FROM cloudwatch_metrics WHERE id NOT IN (SELECT DISTINCT metric FROM cloudwatch_data)',
      );
    });
    this.metrics.forgetCount();
  }

  private rollUp(period: number, before: number, into: number): void {
    const rows = this.store.all(
      'SELECT * FROM cloudwatch_data WHERE period = ? AND start < ? ORDER BY start',
      period,
      before,
    );
    this.store.run('DELETE FROM cloudwatch_data WHERE period = ? AND start < ?', period, before);
    for (const row of rows) {
      const data = toData(row);
      const start = Math.floor(data.start / into) * into;
      this.metrics.addData(integer(row, 'metric'), { ...data, start, period: into });
    }
  }

  private deleteBefore(start: number): void {
    this.store.run('DELETE FROM cloudwatch_data WHERE start < ?', start);
  }

  private deleteExcess(): void {
    const count = integer(this.store.one('SELECT count(*) AS n FROM cloudwatch_data'), 'n');
    if (count > this.dataKept) {
      const oldest = this.store.one(
        'SELECT start FROM cloudwatch_data ORDER BY start DESC LIMIT 1 OFFSET ?',
        this.dataKept,
      );
      this.store.run('DELETE FROM cloudwatch_data WHERE start <= ?', integer(oldest, 'start'));
    }
  }
}
