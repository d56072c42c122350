import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetConfigBounds, parseFleetConfig } from '@fleet/fleet-contract';
import { awsQuotas } from './aws-quotas';
import { rotationRate } from './rotation-calls';
import { readSweepCalls } from './sweep-calls';
import { costOf, totalOf } from './sweep-cost';
import { assumptions, callsOf, tasksOf, everydayOf, worstDayOf } from './sweep-day';
import { choreInWarnings, durationOf } from './sweep-duration';

const root = join(__dirname, '..', '..', '..', '..');
const calls = readSweepCalls(root);
const { pageSize, queries } = calls;
const once = { rounds: 1, pageSize, queries };
const at50 = { warningsPerSecond: 50 };

describe('the figures of a sweep', () => {
  it('are those of a fleet as it is configured where nothing is', () => {
    const { rotationDays, spreadDays, warningsPerSecond } = parseFleetConfig({ models: ['model-1'] });
    expect({ rotationDays, spreadDays }).toEqual({
      rotationDays: assumptions.rotationDays,
      spreadDays: assumptions.spreadDays,
    });
    expect(at50).toEqual({ warningsPerSecond });
    expect(fleetConfigBounds.warningsPerSecond[1]).toBe(1_000);
  });

  it('have one publish, and the device on record twice, for each device on the worst day', () => {
    expect(callsOf(tasksOf(worstDayOf(10_000), at50, once), calls)).toMatchObject({
      Publish: 10_000,
      'devices PutItem': 20_000,
      GetThingConnectivityData: 10_000,
      SearchIndex: 100 + queries - 1,
      'spool PutItem': 100,
      'spool GetItem': 100,
    });
  });

  it('have all that is found put into the spool, and by the page into the queue where there are workers', () => {
    const shared = callsOf(tasksOf(worstDayOf(10_000), { ...at50, workers: 20 }, once), calls);
    expect(shared).toMatchObject({ 'spool PutItem': 100, 'spool GetItem': 100, SendMessageBatch: 100 });
  });

  it('have chores at the pace of the monitor, and let warnings wait for them', () => {
    const { deletions, ...day } = everydayOf(1_000_000);
    const without = durationOf({ ...day, deletions: 0 }, at50, calls);
    const { monitorSeconds, boundBy } = durationOf({ ...day, deletions }, at50, calls);
    expect(monitorSeconds - without.monitorSeconds).toBeGreaterThanOrEqual(
      deletions / (50 / choreInWarnings),
    );
    expect(boundBy).toMatch(/^chores/);
  });

  it('count a chore as so many warnings as the monitor does', () => {
    const composed = readFileSync(join(root, 'apps', 'rotation-lambda', 'src', 'compose.ts'), 'utf8');
    expect(composed).toContain(`const callsOfChore = ${choreInWarnings};`);
  });

  it('do not stay below the configured rate', () => {
    const { seconds, boundBy } = durationOf(worstDayOf(1_000_000), at50, calls);
    expect(seconds).toBeGreaterThan(1_000_000 / 50);
    expect(boundBy).toBe('`warningsPerSecond`');
  });

  it('do not go beyond a default quota, however many work on it', () => {
    const fast = durationOf(worstDayOf(1_000_000), { warningsPerSecond: 1_000, workers: 100 }, calls);
    expect(fast.seconds).toBeGreaterThanOrEqual(1_000_000 / awsQuotas.GetThingConnectivityData.perSecond);
    expect(fast.boundBy).toBe('reading the index');
  });

  it('have as many rounds as fourteen minutes go into the work', () => {
    const { monitorSeconds, rounds } = durationOf(worstDayOf(1_000_000), at50, calls);
    expect(rounds).toBe(Math.ceil(monitorSeconds / 840));
  });

  it('cost more for more devices, and for the worst day than for another', () => {
    const cost = (day: ReturnType<typeof everydayOf>) =>
      totalOf(costOf(day, at50, { duration: durationOf(day, at50, calls), calls }));
    expect(cost(everydayOf(1_000_000))).toBeGreaterThan(cost(everydayOf(10_000)));
    expect(cost(worstDayOf(1_000_000))).toBeGreaterThan(cost(everydayOf(1_000_000)));
  });

  it('have rotations bound by the quota that they use up first', () => {
    expect(rotationRate()).toEqual({ perSecond: expect.closeTo(10 / 3, 5), boundBy: 'DescribeCertificate' });
  });
});
