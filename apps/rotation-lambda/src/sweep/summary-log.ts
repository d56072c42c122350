import type { Logger } from 'pino';
import type { Counted, SweepCounts } from './sweep-counts';

/** What of a sweep becomes a metric; the rest is in the log beside it. */
const metrics: readonly Counted[] = [
  'found',
  'warned',
  'firstWarnings',
  'missingDate',
  'malformedDate',
  'futureDate',
  'unreachable',
  'expired',
  'deactivated',
  'retired',
  'deleted',
  'failed',
];

/**
 * Writes one line with what was done: a log record and, in CloudWatch's embedded metric format, a metric of each count
 * by the fleet's tag.
 */
export function logSummary(
  log: Logger,
  at: Date,
  summary: { readonly fleet: string; readonly counts: SweepCounts } & Readonly<Record<string, unknown>>,
  message: string,
): void {
  const { counts, ...about } = summary;
  const line = {
    ...about,
    ...counts,
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'FleetProvisioning',
          Dimensions: [['fleet']],
          Metrics: [
            ...metrics.map((name) => ({ Name: name, Unit: 'Count' })),
            ...('seconds' in about ? [{ Name: 'seconds', Unit: 'Seconds' }] : []),
          ],
        },
      ],
    },
  };
  if (counts.failed > 0) {
    log.warn(line, message);
  } else {
    log.info(line, message);
  }
}
