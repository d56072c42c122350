import type { Distribution } from './distribution';

const simple = {
  SampleCount: ({ count }: Distribution) => count,
  Sum: ({ sum }: Distribution) => sum,
  Average: ({ sum, count }: Distribution) => (count === 0 ? undefined : sum / count),
  Minimum: ({ minimum }: Distribution) => minimum,
  Maximum: ({ maximum }: Distribution) => maximum,
};

/** A statistic by its name; what it answers is absent where the data do not tell it. */
export type Statistic = (distribution: Distribution) => number | undefined;

const extended = /^(p|tm)(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** The statistic of a name such as `Sum`, `p99` or `tm90`; `undefined` for another name. */
export function statisticNamed(name: string): Statistic | undefined {
  const known = Object.entries(simple).find(([each]) => each === name)?.[1];
  return known ?? extendedStatistic(name);
}

export function extendedStatistic(name: string): Statistic | undefined {
  const [, kind, percent] = extended.exec(name) ?? [];
  if (percent === undefined) {
    return undefined;
  }
  const share = Number(percent) / 100;
  return kind === 'p'
    ? (distribution) => percentile(distribution, share)
    : (distribution) => trimmedMean(distribution, share);
}

/** User guide, "Percentile statistics": there are none of negative values, nor of a statistic set. */
function sortedValues({ values, minimum }: Distribution): [number, number][] | undefined {
  return values === undefined || minimum < 0 ? undefined : [...values].sort(([one], [other]) => one - other);
}

/** Guessed: the smallest value to which that share of all values is not greater; AWS may tell one between two. */
function percentile(distribution: Distribution, share: number): number | undefined {
  const sorted = sortedValues(distribution);
  let rest = share * distribution.count;
  for (const [value, times] of sorted ?? []) {
    rest -= times;
    if (rest <= roundingError) {
      return value;
    }
  }
  return sorted?.at(-1)?.[0];
}

const roundingError = 1e-9;

/** User guide, "CloudWatch statistics definitions": tm90 is the average without the ten percent of highest values. */
function trimmedMean(distribution: Distribution, share: number): number | undefined {
  const sorted = sortedValues(distribution);
  if (sorted === undefined) {
    return undefined;
  }
  const wanted = share * distribution.count;
  let [taken, sum] = [0, 0];
  for (const [value, times] of sorted) {
    const some = Math.min(times, wanted - taken);
    taken += some;
    sum += some * value;
  }
  return taken > 0 ? sum / taken : undefined;
}
