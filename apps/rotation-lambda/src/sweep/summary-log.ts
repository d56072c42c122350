import { ageMetrics, fleetMetrics, metricNamespace } from '@fleet/fleet-contract';
import type { Logger } from 'pino';
import type { FleetSurvey } from '../survey/fleet-survey';
import type { Counted, SweepCounts } from './sweep-counts';
import type { SweepState } from './sweep-state';

/** What of a sweep becomes a metric; the rest is in the log beside it. */
const metrics: readonly Counted[] = [
  'found',
  'warned',
  'firstWarnings',
  'missingDate',
  'malformedDate',
  'futureDate',
  'unreachable',
  'oldestUnprovenDays',
  'expired',
  'deactivated',
  'retired',
  'deleted',
  'failed',
];

const surveyed: readonly string[] = [
  fleetMetrics.fleetSize,
  fleetMetrics.emptyIndex,
  fleetMetrics.claimDaysLeft,
  ...Object.values(ageMetrics),
];

/** What a part of a sweep has come upon. */
export interface PartSummary extends Readonly<Record<string, unknown>> {
  readonly fleet: string;
  readonly counts: SweepCounts;
}

/** A sweep that came to its end. */
export interface SweepSummary extends PartSummary {
  readonly seconds: number;
  /** Absent where it could not be made. */
  readonly survey?: FleetSurvey | undefined;
}

/**
 * Writes one line with what was done: a log record and, in CloudWatch's embedded metric format, a metric of each count
 * by the fleet's tag.
 */
export function logPart(log: Logger, at: Date, { counts, ...about }: PartSummary): void {
  write(log, { ...about, ...counts, ...metricsAt(at, counts) }, 'a part of the sweep is done');
}

/** The same for a whole sweep, with how the fleet stands. */
export function logSummary(log: Logger, at: Date, summary: SweepSummary): void {
  const { counts, survey = {}, ...about } = summary;
  const further: readonly NamedMetric[] = [
    { Name: fleetMetrics.sweepsDone, Unit: 'Count' },
    { Name: 'seconds', Unit: 'Seconds' },
    ...surveyed.filter((name) => name in survey).map((name) => ({ Name: name, Unit: 'Count' as const })),
  ];
  const line = {
    ...about,
    ...counts,
    ...survey,
    [fleetMetrics.sweepsDone]: 1,
    ...metricsAt(at, counts, further),
  };
  write(log, line, 'the sweep is done');
}

/** A fleet whose sweeps take longer than a day needs a higher rate, or workers: an alarm tells its operator. */
export function logGivenUp(log: Logger, at: Date, fleet: string, givenUp: SweepState): void {
  const { sweepId, today, stage, counts } = givenUp;
  const given: readonly NamedMetric[] = [{ Name: fleetMetrics.sweepsGivenUp, Unit: 'Count' }];
  log.error(
    { fleet, sweepId, today, stage, ...counts, [fleetMetrics.sweepsGivenUp]: 1, ...embedded(at, given) },
    'the sweep did not finish before the next day’s sweep began',
  );
}

function write(log: Logger, line: object & { readonly failed: number }, message: string): void {
  if (line.failed > 0) {
    log.warn(line, message);
  } else {
    log.info(line, message);
  }
}

interface NamedMetric {
  readonly Name: string;
  readonly Unit: 'Count' | 'Seconds';
}

function metricsAt(at: Date, { failed }: SweepCounts, further: readonly NamedMetric[] = []) {
  const counted = metrics.map((name): NamedMetric => ({ Name: name, Unit: 'Count' }));
  return { failed, ...embedded(at, [...counted, ...further]) };
}

function embedded(at: Date, named: readonly NamedMetric[]) {
  const directive = { Namespace: metricNamespace, Dimensions: [['fleet']], Metrics: named };
  return { _aws: { Timestamp: at.getTime(), CloudWatchMetrics: [directive] } };
}
