import { pino } from 'pino';
import { logSummary } from './summary-log';
import { nothingCounted, type Counted, type SweepCounts } from './sweep-counts';

const at = new Date('2027-01-01T03:04:05Z');

/** What is logged of these counts. */
function logged(counts: SweepCounts, about: Readonly<Record<string, unknown>> = {}): unknown {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(line) },
  );
  logSummary(log, at, { fleet: 'fleetprov', counts, ...about }, 'the sweep is done');
  return JSON.parse(lines.join());
}

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
const counted = metrics.map((name) => ({ Name: name, Unit: 'Count' }));

describe('the summary of a sweep', () => {
  it('is one line: what was counted, and what CloudWatch makes metrics of', () => {
    const counts = { ...nothingCounted, found: 7, warned: 6, handedOut: 5 };
    expect(logged(counts, { today: '20270101' })).toEqual({
      level: 'info',
      msg: 'the sweep is done',
      fleet: 'fleetprov',
      today: '20270101',
      ...counts,
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [{ Namespace: 'FleetProvisioning', Dimensions: [['fleet']], Metrics: counted }],
      },
    });
  });

  it('has its seconds as a metric, where somebody has measured them', () => {
    expect(logged(nothingCounted, { seconds: 12.5 })).toMatchObject({
      seconds: 12.5,
      _aws: { CloudWatchMetrics: [{ Metrics: [...counted, { Name: 'seconds', Unit: 'Seconds' }] }] },
    });
  });

  it('is a warning as soon as one thing has failed', () => {
    const failed = { ...nothingCounted, failed: 1, failures: { ThrottlingException: 1 } };
    expect(logged(failed)).toMatchObject({ level: 'warn', failures: { ThrottlingException: 1 } });
  });
});
