/** Values that were measured in some time, as far as statistics need them. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** How often each value was; absent where only a statistic set is known, which has no percentiles. */
  readonly values: ReadonlyMap<number, number> | undefined;
}

/** Different values that are kept as they are. */
const exactValues = 200;
/** Digits that values keep where they are more, and fewer where they are still more. */
const keptDigits = [2, 1];

/** @param occurrences values with their counts; at least one */
export function distributionOf(occurrences: Iterable<readonly [number, number]>): Distribution {
  const values = new Map<number, number>();
  let [count, sum, minimum, maximum] = [0, 0, Infinity, -Infinity];
  for (const [value, times] of occurrences) {
    count += times;
    sum += value * times;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    values.set(value, (values.get(value) ?? 0) + times);
  }
  return { count, sum, minimum, maximum, values: compacted(values) };
}

/**
 * What a statistic set tells. API reference, PutMetricData: it has percentiles where all its values are the same.
 */
export function distributionOfSet(set: Omit<Distribution, 'values'>): Distribution {
  const { count, sum, minimum, maximum } = set;
  const isOneValue = minimum === maximum && sum === minimum * count;
  return { ...set, values: isOneValue ? new Map([[minimum, count]]) : undefined };
}

export function merged(one: Distribution, other: Distribution): Distribution {
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
    values:
      one.values === undefined || other.values === undefined
        ? undefined
        : mergedValues(one.values, other.values),
  };
}

function mergedValues(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>) {
  const values = new Map(one);
  for (const [value, times] of other) {
    values.set(value, (values.get(value) ?? 0) + times);
  }
  return compacted(values);
}

/** Many values become fewer, so that data cannot grow without an end: percentiles are then right to five percent. */
function compacted(values: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  let kept = values;
  for (const digits of keptDigits) {
    if (kept.size > exactValues) {
      kept = rounded(kept, digits);
    }
  }
  return kept;
}

function rounded(values: ReadonlyMap<number, number>, digits: number): ReadonlyMap<number, number> {
  const fewer = new Map<number, number>();
  for (const [value, times] of values) {
    const near = Number(value.toPrecision(digits));
    fewer.set(near, (fewer.get(near) ?? 0) + times);
  }
  return fewer;
}
