import * as z from 'zod';
import { distributionOf } from '../metrics/distribution';
import { metricOf } from '../metrics/metric';
import type { Dimension } from '../metrics/metric';
import { faultOfMetric, isStorableValue, isTimely, noUnit, unitNamed } from '../metrics/metric-rules';
import type { Sample } from '../metrics/sample';

/**
 * The embedded metric format (CloudWatch user guide, "Specification: Embedded metric format"): a log event that is a JSON
 * object whose member `_aws` says which of its other members are metrics, and which are their dimensions.
 */
const metricDefinition = z.object({
  Name: z.string().min(1).max(1024),
  Unit: z.string().optional(),
  StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
});
const directive = z.object({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string()).max(30)).min(1),
  Metrics: z.array(metricDefinition).max(100),
});
const metadata = z.object({ Timestamp: z.number().int(), CloudWatchMetrics: z.array(z.unknown()) });
type Directive = z.infer<typeof directive>;

const mostValues = 100;
/** Guessed: AWS documents no limit of an event's sets of dimensions but that of its size. */
const mostSamples = 1_000;

/** Spares most events the parsing. */
const marker = '"_aws"';

/**
 * The metrics in a log event; none where it has no such member, or one that is not as the format has it. What is wrong
 * with one metric or one set of dimensions keeps none of the others away: guessed, as AWS only says that it reports a
 * fault in a metric of its own.
 */
export function embeddedMetrics(message: string, nowMillis: number): Sample[] {
  const root = message.includes(marker) ? objectIn(message) : undefined;
  const described = metadata.safeParse(root?.['_aws']);
  if (root === undefined || !described.success) {
    return [];
  }
  const { Timestamp: atMillis, CloudWatchMetrics: directives } = described.data;
  if (!isTimely(atMillis, nowMillis)) {
    return [];
  }
  const samples = directives.flatMap((each) => {
    const read = directive.safeParse(each);
    return read.success ? samplesOf(root, read.data, atMillis) : [];
  });
  return samples.slice(0, mostSamples);
}

type LogEvent = Readonly<Record<string, unknown>>;

function samplesOf(
  root: LogEvent,
  { Namespace, Dimensions, Metrics }: Directive,
  atMillis: number,
): Sample[] {
  const sets = Dimensions.flatMap((names) => dimensionsOf(root, names) ?? []);
  return Metrics.flatMap(({ Name, Unit, StorageResolution: resolution = 60 }) => {
    const values = valuesOf(ownMember(root, Name));
    const unit = unitNamed(Unit ?? noUnit) ?? noUnit;
    if (values === undefined) {
      return [];
    }
    const distribution = distributionOf(values.map((value) => [value, 1]));
    return sets
      .map(({ dimensions }) => metricOf(Namespace, Name, dimensions))
      .filter((metric) => faultOfMetric(metric) === undefined)
      .map((metric) => ({ metric, unit, resolution, atMillis, distribution }));
  });
}

/** A set whose dimensions all have a text, as the format demands. */
function dimensionsOf(root: LogEvent, names: readonly string[]): { dimensions: Dimension[] }[] | undefined {
  const dimensions: Dimension[] = [];
  for (const name of names) {
    const value = ownMember(root, name);
    if (typeof value !== 'string') {
      return undefined;
    }
    dimensions.push({ name, value });
  }
  return [{ dimensions }];
}

function valuesOf(member: unknown): number[] | undefined {
  const values: unknown[] = Array.isArray(member) ? member : [member];
  const isGood = values.length > 0 && values.length <= mostValues && values.every(isValue);
  return isGood ? values.filter(isValue) : undefined;
}

function isValue(value: unknown): value is number {
  return typeof value === 'number' && isStorableValue(value);
}

function ownMember(root: LogEvent, name: string): unknown {
  return Object.hasOwn(root, name) ? root[name] : undefined;
}

const anyObject = z.record(z.string(), z.unknown());
/**
 * What `console.log` of a function puts in front. Reported: AWS finds the metrics behind it
 * (aws-powertools/powertools-lambda-typescript#1766).
 */
const consolePrefix = /^[0-9T:.-]{1,30}Z\t[0-9a-f-]{36}\t(?:[A-Z]{1,5}\t)?/;

function objectIn(message: string): LogEvent | undefined {
  try {
    return anyObject.safeParse(JSON.parse(message.replace(consolePrefix, ''))).data;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
