import { pino } from 'pino';
import { logDecision, type DecisionRecord, type DecisionSource } from './decision-log';

const at = new Date('2026-01-01T12:00:00Z');

/** What is logged of a decision. */
function logged(record: DecisionRecord, source: DecisionSource['source'] = 'provision'): unknown {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(line) },
  );
  logDecision(log, { fleet: 'fleetprov', source }, at, record);
  return JSON.parse(lines.join());
}

const metric = (name: string, ...dimensions: readonly (readonly string[])[]) => ({
  Namespace: 'FleetProvisioning',
  Dimensions: dimensions,
  Metrics: [{ Name: name, Unit: 'Count' }],
});
const decisions = metric('decisions', ['fleet', 'source', 'decision', 'reason']);
const metricsOf = (...metrics: readonly object[]) => ({
  _aws: { Timestamp: at.getTime(), CloudWatchMetrics: metrics },
});

describe('the log line of a decision', () => {
  it('is a record of the call, and a count that CloudWatch makes a metric of', () => {
    const about = {
      reason: 'has-current',
      serial: 'sensor-1',
      clientId: 'claim:0',
      principal: 'a certificate',
      certificateId: 'another',
    };
    expect(logged({ decision: 'refused', ...about })).toEqual({
      level: 'warn',
      msg: 'refused',
      decision: 'refused',
      ...about,
      fleet: 'fleetprov',
      source: 'provision',
      decisions: 1,
      model: '(none)',
      refusals: 1,
      ...metricsOf(decisions, metric('refusals', ['fleet', 'model'])),
    });
  });

  it('counts a refusal for the model of its claim', () => {
    const refusal = { decision: 'refused', reason: 'has-current' } as const;
    expect(logged({ ...refusal, model: 'pump' })).toMatchObject({ model: 'pump', refusals: 1 });
    for (const other of [logged(refusal, 'rotation'), logged({ ...refusal, decision: 'allowed' })]) {
      expect(other).not.toHaveProperty('refusals');
      expect(other).toMatchObject(metricsOf(decisions));
    }
  });

  it.each(['joined', 'rotated'] as const)('counts a device that has %s', (became) => {
    const moved = { decision: 'moved', reason: 'none', became } as const;
    expect(logged(moved, 'proof')).toMatchObject({
      [became]: 1,
      ...metricsOf(decisions, metric(became, ['fleet'])),
    });
  });

  it.each([
    ['allowed', 'info'],
    ['moved', 'info'],
    ['already-current', 'info'],
    ['ignored', 'info'],
    ['refused', 'warn'],
    ['error', 'warn'],
  ] as const)('of %s has the level %s', (decision, level) => {
    expect(logged({ decision, reason: 'none' })).toMatchObject({ level, msg: decision, decision });
  });

  it('has the longest legal names, and of what a hostile device sends no more than 140 characters', () => {
    const legal = { serial: 's'.repeat(128), clientId: 'c'.repeat(128) };
    expect(logged({ decision: 'allowed', reason: 'none', ...legal })).toMatchObject(legal);
    const hostile = { serial: 's'.repeat(100_000), clientId: 'c'.repeat(100_000) };
    expect(logged({ decision: 'refused', reason: 'inadmissible-serial', ...hostile })).toMatchObject({
      serial: 's'.repeat(140),
      clientId: 'c'.repeat(140),
    });
  });
});
