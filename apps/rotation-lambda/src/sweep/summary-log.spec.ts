import { pino, type Logger } from 'pino';
import { logPart, logSummary } from './summary-log';
import { nothingCounted, type Counted } from './sweep-counts';

const at = new Date('2027-01-01T03:04:05Z');

/** The one line that is logged. */
function logged(write: (log: Logger) => void): unknown {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(line) },
  );
  write(log);
  return JSON.parse(lines.join());
}

const fleet = 'fleetprov';

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
const counted = metrics.map((name) => ({ Name: name, Unit: 'Count' }));

describe('the summary of a sweep', () => {
  it('is one line: what was counted, and what CloudWatch makes metrics of', () => {
    const counts = { ...nothingCounted, found: 7, warned: 6, handedOut: 5, oldestUnprovenDays: 3 };
    expect(logged((log) => logPart(log, at, { fleet, today: '20270101', counts }))).toEqual({
      level: 'info',
      msg: 'a part of the sweep is done',
      fleet,
      today: '20270101',
      ...counts,
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [{ Namespace: 'FleetProvisioning', Dimensions: [['fleet']], Metrics: counted }],
      },
    });
  });

  it('of a whole sweep says that it is done, how long it took, and how the fleet stands', () => {
    const survey = { fleetSize: 10, emptyIndex: 0, claimDaysLeft: 300, ageDue: 2 };
    const further = [
      { Name: 'sweepsDone', Unit: 'Count' },
      { Name: 'seconds', Unit: 'Seconds' },
      ...['fleetSize', 'emptyIndex', 'claimDaysLeft', 'ageDue'].map((name) => ({
        Name: name,
        Unit: 'Count',
      })),
    ];
    const summary = { fleet, seconds: 12.5, counts: nothingCounted, survey };
    expect(logged((log) => logSummary(log, at, summary))).toMatchObject({
      msg: 'the sweep is done',
      sweepsDone: 1,
      seconds: 12.5,
      ...survey,
      _aws: { CloudWatchMetrics: [{ Metrics: [...counted, ...further] }] },
    });
  });

  it('has no metric of what could not be counted', () => {
    const line = logged((log) => logSummary(log, at, { fleet, seconds: 1, counts: nothingCounted }));
    expect(JSON.stringify(line)).not.toContain('fleetSize');
  });

  it('is a warning as soon as one thing has failed', () => {
    const counts = { ...nothingCounted, failed: 1, failures: { ThrottlingException: 1 } };
    expect(logged((log) => logPart(log, at, { fleet, counts }))).toMatchObject({
      level: 'warn',
      failures: { ThrottlingException: 1 },
    });
  });
});
