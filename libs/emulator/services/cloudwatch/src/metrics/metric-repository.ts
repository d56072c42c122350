import { integer, json, number, oneOf, optionalText, text } from '@fleet/emulator-store';
import type { Row, Store } from '@fleet/emulator-store';
import * as z from 'zod';
import { merged } from './distribution';
import type { Distribution } from './distribution';
import { dimensionsText, metricOf } from './metric';
import type { Metric } from './metric';
import { units } from './metric-rules';
import type { Unit } from './metric-rules';
import type { Sample } from './sample';

/** What was measured of a metric in one stretch of time. */
export interface StoredData {
  /** Seconds since the epoch, a multiple of `period`. */
  readonly start: number;
  /** Seconds: data grow coarser with their age. */
  readonly period: number;
  readonly unit: Unit;
  readonly distribution: Distribution;
}

export interface StoredMetric {
  readonly id: number;
  readonly metric: Metric;
  /** Seconds since the epoch of the newest data. */
  readonly newest: number;
}

/** Seconds since the epoch: from the first up to, and without, the second. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const schema = [
  `CREATE TABLE cloudwatch_metrics (
     id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL,
     newest INTEGER NOT NULL, UNIQUE (namespace, name, dimensions)
   ) STRICT;
   CREATE TABLE cloudwatch_data (
     metric INTEGER NOT NULL REFERENCES cloudwatch_metrics ON DELETE CASCADE, start INTEGER NOT NULL,
     period INTEGER NOT NULL, unit TEXT NOT NULL, count REAL NOT NULL, sum REAL NOT NULL, minimum REAL NOT NULL,
     maximum REAL NOT NULL, occurrences TEXT, PRIMARY KEY (metric, start, period, unit)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX cloudwatch_data_by_age ON cloudwatch_data (period, start)`,
];

const occurrencesShape = z.array(z.tuple([z.number(), z.number()]));

/** Metrics, and what was measured of them. */
export class MetricRepository {
  private metricCount: number | undefined;

  /** @param metricsKept the metrics with the oldest data go where there are more */
  constructor(
    private readonly store: Store,
    private readonly metricsKept: number,
  ) {
    store.migrate('cloudwatch_metrics', schema);
  }

  /** Adds what was measured to what is known of the same stretch of time. */
  add({ metric, atMillis, unit, resolution, distribution }: Sample): void {
    const start = Math.floor(atMillis / 1000 / resolution) * resolution;
    const id = this.idOf(metric, start);
    this.addData(id, { start, period: resolution, unit, distribution });
  }

  addData(id: number, { start, period, unit, distribution }: StoredData): void {
    const row = this.store.get(
      'SELECT * FROM cloudwatch_data WHERE metric = ? AND start = ? AND period = ? AND unit = ?',
      id,
      start,
      period,
      unit,
    );
    const { count, sum, minimum, maximum, values } =
      row === undefined ? distribution : merged(toData(row).distribution, distribution);
    this.store.run(
      `INSERT INTO cloudwatch_data VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
       ON CONFLICT DO UPDATE SET count = ?5, sum = ?6, minimum = ?7, maximum = ?8, occurrences = ?9`,
      id,
      start,
      period,
      unit,
      count,
      sum,
      minimum,
      maximum,
      values === undefined ? null : JSON.stringify([...values]),
    );
  }

  /** In the order of their times. @param coarsest data of longer stretches are left out */
  read(metric: Metric, { from, to }: TimeRange, coarsest: number): StoredData[] {
    const id = this.find(metric)?.id;
    if (id === undefined) {
      return [];
    }
    const rows = this.store.all(
      'SELECT * FROM cloudwatch_data WHERE metric = ? AND start >= ? AND start < ? AND period <= ? ORDER BY start',
      id,
      from,
      to,
      coarsest,
    );
    return rows.map(toData);
  }

  find(metric: Metric): StoredMetric | undefined {
    const row = this.store.get(
      'SELECT * FROM cloudwatch_metrics WHERE namespace = ? AND name = ? AND dimensions = ?',
      metric.namespace,
      metric.name,
      dimensionsText(metric),
    );
    return row && toMetric(row);
  }

  /** With data from that second on, in the order of their ids. */
  page(newestFrom: number, afterId: number, limit: number): StoredMetric[] {
    const sql = 'SELECT * FROM cloudwatch_metrics WHERE newest >= ? AND id > ? ORDER BY id LIMIT ?';
    return this.store.all(sql, newestFrom, afterId, limit).map(toMetric);
  }

  private idOf(metric: Metric, start: number): number {
    const found = this.find(metric);
    if (found === undefined) {
      return this.insert(metric, start);
    }
    if (found.newest < start) {
      this.store.run('UPDATE cloudwatch_metrics SET newest = ? WHERE id = ?', start, found.id);
    }
    return found.id;
  }

  private insert(metric: Metric, newest: number): number {
    this.metricCount ??= integer(this.store.one('SELECT count(*) AS n FROM cloudwatch_metrics'), 'n');
    if (this.metricCount >= this.metricsKept) {
      const sql =
        'DELETE FROM cloudwatch_metrics WHERE id = (SELECT id FROM cloudwatch_metrics ORDER BY newest LIMIT 1)';
      this.metricCount -= this.store.run(sql).changes;
    }
    this.metricCount += 1;
    const row = this.store.one(
      `INSERT INTO cloudwatch_metrics (namespace, name, dimensions, newest) VALUES (?, ?, ?, ?) RETURNING id`,
      metric.namespace,
      metric.name,
      dimensionsText(metric),
      newest,
    );
    return integer(row, 'id');
  }

  /** Counts anew when it has to: metrics were deleted elsewhere, or a transaction was taken back. */
  forgetCount(): void {
    this.metricCount = undefined;
  }
}

const dimensionsShape = z.array(z.tuple([z.string(), z.string()]));

function toMetric(row: Row): StoredMetric {
  const dimensions = json(row, 'dimensions', dimensionsShape).map(([name, value]) => ({ name, value }));
  return {
    id: integer(row, 'id'),
    metric: metricOf(text(row, 'namespace'), text(row, 'name'), dimensions),
    newest: integer(row, 'newest'),
  };
}

export function toData(row: Row): StoredData {
  const isRaw = optionalText(row, 'occurrences') !== undefined;
  return {
    start: integer(row, 'start'),
    period: integer(row, 'period'),
    unit: oneOf(row, 'unit', units),
    distribution: {
      count: number(row, 'count'),
      sum: number(row, 'sum'),
      minimum: number(row, 'minimum'),
      maximum: number(row, 'maximum'),
      values: isRaw ? new Map(json(row, 'occurrences', occurrencesShape)) : undefined,
    },
  };
}
