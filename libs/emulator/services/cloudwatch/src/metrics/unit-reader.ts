import type { MetricRepository } from './metric-repository';
import type { ReadData } from './query-run';

/**
 * Reads what is stored of a metric. Guessed: where no unit is asked for, data of all units are taken together; the API
 * reference calls the operation undefined then.
 */
export function unitReader(metrics: MetricRepository): ReadData {
  return ({ metric, period, unit }, range) => {
    const data = metrics.read(metric, range, period);
    return unit === undefined ? data : data.filter((each) => each.unit === unit);
  };
}
