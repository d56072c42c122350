import { pino } from 'pino';
import { logDecision, type DecisionRecord } from './decision-log';

const at = new Date('2026-01-01T12:00:00Z');

/** What is logged of a decision. */
function logged(record: DecisionRecord): unknown {
  const lines: string[] = [];
  const log = pino(
    { base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line: string) => void lines.push(line) },
  );
  logDecision(log, { fleet: 'plant-7', source: 'provision' }, at, record);
  return JSON.parse(lines.join());
}

describe('the log line of a decision', () => {
  it('is a record of the call, and a count of its fleet that CloudWatch makes a metric of', () => {
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
      fleet: 'plant-7',
      source: 'provision',
      decisions: 1,
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: 'FleetProvisioning',
            Dimensions: [['fleet', 'source', 'decision', 'reason']],
            Metrics: [{ Name: 'decisions', Unit: 'Count' }],
          },
        ],
      },
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
