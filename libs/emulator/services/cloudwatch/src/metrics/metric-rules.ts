import type { Metric } from './metric';

/** API reference, PutMetricData: two weeks back and two hours ahead. */
const oldestMillis = 14 * 24 * 3_600_000;
const newestMillis = 2 * 3_600_000;
const largestValue = 2 ** 360;
const mostDimensions = 30;

/** API reference, MetricDatum. */
export const units = [
  ...(['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'] as const),
  ...(['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'] as const),
  ...(['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'] as const),
  ...([
    'Bytes/Second',
    'Kilobytes/Second',
    'Megabytes/Second',
    'Gigabytes/Second',
    'Terabytes/Second',
  ] as const),
  ...(['Bits/Second', 'Kilobits/Second', 'Megabits/Second', 'Gigabits/Second', 'Terabits/Second'] as const),
];
export type Unit = (typeof units)[number];

export function unitNamed(name: string): Unit | undefined {
  return units.find((unit) => unit === name);
}

/** What a value is counted in where nobody says. */
export const noUnit: Unit = 'None';

/** API reference, MetricDatum: from -2^360 to 2^360, and no NaN. */
export function isStorableValue(value: number): boolean {
  return Math.abs(value) <= largestValue;
}

export function isTimely(atMillis: number, nowMillis: number): boolean {
  return atMillis >= nowMillis - oldestMillis && atMillis <= nowMillis + newestMillis;
}

/** What the API reference does not allow of a metric's names, in words; `undefined` where it allows them. */
export function faultOfMetric({ namespace, name, dimensions }: Metric): string | undefined {
  if (!/^[^:].{0,254}$/s.test(namespace)) {
    return 'The parameter Namespace must have 1 to 255 characters and must not begin with a colon.';
  }
  if (name.length < 1 || name.length > 255) {
    return 'The parameter MetricName must have 1 to 255 characters.';
  }
  if (dimensions.length > mostDimensions) {
    return `A metric has at most ${mostDimensions} dimensions.`;
  }
  if (new Set(dimensions.map((each) => each.name)).size < dimensions.length) {
    return `The metric ${name} has a dimension twice.`;
  }
  const wrong = dimensions.find((each) => !isText(each.name, 255) || each.name.startsWith(':'));
  const empty = dimensions.find((each) => !isText(each.value, 1024));
  if (wrong !== undefined || empty !== undefined) {
    return (
      'Names of dimensions have 1 to 255 characters of ASCII and do not begin with a colon; ' +
      'their values have 1 to 1024 characters of ASCII.'
    );
  }
  return undefined;
}

/** API reference, Dimension: ASCII without control characters, and one character that is not white space. */
function isText(text: string, longest: number): boolean {
  return text.length <= longest && /^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(text);
}
