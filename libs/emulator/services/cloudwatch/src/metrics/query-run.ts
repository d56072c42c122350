import { evaluateExpression } from '../math/evaluate';
import { MathError } from '../math/math-error';
import { series } from '../math/values';
import type { MathValue } from '../math/values';
import type { StoredData, TimeRange } from './metric-repository';
import type { MetricQuery, MetricSource } from './metric-query';
import { inPeriods } from './series';
import type { Series } from './series';

/** The data of a metric in a range; data of longer periods than the metric's do not count. */
export type ReadData = (source: MetricSource, range: TimeRange) => readonly StoredData[];

/** Works out queries over a range of time, each once. */
export class QueryRun {
  private readonly done = new Map<string, MathValue>();
  private readonly byId: ReadonlyMap<string, MetricQuery>;

  constructor(
    private readonly queries: readonly MetricQuery[],
    private readonly range: TimeRange,
    private readonly read: ReadData,
  ) {
    this.byId = new Map(queries.map((query) => [query.id, query]));
  }

  /** @throws MathError */
  valueOf(id: string): MathValue {
    const known = this.done.get(id);
    if (known !== undefined) {
      return known;
    }
    const query = this.byId.get(id);
    if (query === undefined) {
      throw new MathError(`there is no query with the id ${id}`);
    }
    const { source } = query;
    const value = source.kind === 'metric' ? this.metric(source) : this.expression(source);
    this.done.set(id, value);
    return value;
  }

  private metric(source: MetricSource): MathValue {
    const { period, statistic } = source;
    const periods = inPeriods(this.read(source, this.range), this.range, period);
    return series(
      [...periods].flatMap(([start, distribution]): [number, number][] => {
        const value = statistic(distribution);
        return value === undefined ? [] : [[start, value]];
      }),
    );
  }

  private expression({ expression }: Extract<MetricQuery['source'], { kind: 'expression' }>): MathValue {
    const period = this.commonPeriod();
    return evaluateExpression(expression, {
      period,
      times: timesOf(this.range, period),
      resolve: (id) => this.valueOf(id),
      metrics: (containing) => this.metricsContaining(containing),
    });
  }

  /** Guessed to be rare: AWS takes metrics of several periods together. */
  private commonPeriod(): number {
    const periods = new Set(
      this.queries.flatMap(({ source }) => (source.kind === 'metric' ? [source.period] : [])),
    );
    const [period, another] = periods;
    if (period === undefined || another !== undefined) {
      throw new MathError('local-cloud works out expressions with metrics that all have one period');
    }
    return period;
  }

  private metricsContaining(text: string): Series<number>[] {
    return this.queries
      .filter(({ id, source }) => source.kind === 'metric' && id.includes(text))
      .flatMap(({ id }) => {
        const value = this.valueOf(id);
        return value.kind === 'series' ? [value.points] : [];
      });
  }
}

/** The beginnings of the periods of a range. */
export function timesOf({ from, to }: TimeRange, period: number): number[] {
  return Array.from(
    { length: Math.max(Math.ceil((to - from) / period), 0) },
    (_, index) => from + index * period,
  );
}
