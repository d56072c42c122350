import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSweepCalls } from '../quotas/sweep-calls';
import { costPage } from './cost-page';
import { readDeviceCalls } from './device-calls';
import { monthOf, usedBy } from './fleet-month';

const root = join(__dirname, '..', '..', '..', '..');

describe('the page of cost and quotas', () => {
  const calls = readDeviceCalls(root);
  const sweepCalls = readSweepCalls(root);
  const page = costPage(calls, sweepCalls);

  it('is what the program writes: run npx nx run bench:cost', () => {
    expect(readFileSync(join(root, 'docs', 'cost-and-quotas.md'), 'utf8')).toBe(page);
  });

  it('has no figure that is none', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\$-|\| -\d/);
  });

  it('pays for a connection by the minute: 43,200 a month for each device', () => {
    expect(monthOf(1_000, calls, sweepCalls).connectivity).toBeCloseTo((43_200 * 1_000 * 0.08) / 1_000_000);
  });

  it('pays for alarms and dashboard once, however large the fleet is', () => {
    const [small, large] = [1_000, 1_000_000].map((fleet) => monthOf(fleet, calls, sweepCalls));
    expect(large?.watching).toBe(small?.watching);
    expect(large?.connections).toBeCloseTo(1_000 * (small?.connections ?? 0));
  });

  it('pays for messages, registry and functions of a registration as they were counted', () => {
    const used = usedBy(
      {
        CONNECT: 2,
        SUBSCRIBE: 2,
        PUBLISH: 3,
        'RegisterThing (MQTT)': 1,
        CreateThing: 1,
        'Invoke (Lambda)': 3,
      },
      sweepCalls,
    );
    expect(used).toMatchObject({
      messages: 8,
      registry: 1,
      invocations: 3,
      rules: 2,
      actions: 2,
      indexUpdates: 3,
    });
  });
});
