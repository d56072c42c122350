import { formatCertDate } from '@fleet/cert-dates';
import { choresDue, type Chore } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { SweepTally } from '../sweep/sweep-counts';
import { testRules, type FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, on, prove, register, serial, thingOf } from '../testing/rotating-device';
import { performChore } from './perform-chore';
import type { SweepContext } from './sweep-context';

const today = '2027-01-03';
const day = { today: formatCertDate(on(today)), scheduledTime: on(today) };

/** The hook lets the device have C; AWS IoT registers it once `registers` is called. */
async function issue({ registry, active, things }: FleetInMemory): Promise<{ registers: () => void }> {
  const known = await registry.find(serial);
  await registry.recordRotationIssued(known, { serial, certificateId: 'C', issuedOver: 'A', at: on(today) });
  return {
    registers: () => {
      active.add('C');
      const thing = things.get(serial);
      Object.assign(thing?.attributes ?? {}, { [thingAttributes.certIssuance]: '20270103' });
    },
  };
}

/** A sweep in which something happens between what a chore has read and what it writes on the thing. */
function contextOf(fleet: FleetInMemory, beforeWriting: () => Promise<void>): SweepContext {
  const { context } = fleet.parts();
  let hasHappened = false;
  return {
    ...context,
    iot: {
      ...context.iot,
      setAttributes: async (thingName, attributes) => {
        if (!hasHappened) {
          hasHappened = true;
          await beforeWriting();
        }
        await context.iot.setAttributes(thingName, attributes);
      },
    },
  };
}

async function perform(fleet: FleetInMemory, context: SweepContext, kind: Chore['kind']): Promise<void> {
  fleet.clock = on(today);
  const record = await fleet.registry.find(serial);
  const chore = record && choresDue(record, testRules, on(today)).find((each) => each.kind === kind);
  expect(chore).toBeDefined();
  if (chore !== undefined) {
    await performChore(context, serial, { chore, day, tally: new SweepTally() });
  }
}

const shownDate = (fleet: FleetInMemory) => thingOf(fleet).attributes[thingAttributes.certIssuance];

describe('a device whose next certificate is registered while a sweep writes another date on its thing', () => {
  it.each(['before', 'after'] as const)(
    'shows the date of that certificate, where AWS IoT registers it %s the sweep has withdrawn one',
    async (moment) => {
      const fleet = await deviceFleet();
      await register(fleet, '2027-01-01');
      let registers = (): void => undefined;
      const context = contextOf(fleet, async () => {
        ({ registers } = await issue(fleet));
        if (moment === 'before') {
          registers();
        }
      });
      await perform(fleet, context, 'withdraw-date');
      if (moment === 'after') {
        registers();
      }
      expect(shownDate(fleet)).toBe('20270103');
      await prove(fleet, 'C', today);
      expect(shownDate(fleet)).toBe('20270103');
    },
  );

  it('shows it, too, where the sweep gave the thing the date of a certificate that was proven late', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-30');
    await fleet.registry.noteDateWithdrawn(serial, ['B'], on('2027-01-01'));
    thingOf(fleet).attributes[thingAttributes.certIssuance] = '20260101';
    await prove(fleet, 'B', '2027-01-02');
    const context = contextOf(fleet, async () => {
      await fleet.registry.grantPermit(serial, 'rotate', on('2027-01-05'));
      const known = await fleet.registry.find(serial);
      const request = { serial, certificateId: 'C', issuedOver: 'B', at: on(today) };
      await fleet.registry.recordRotationIssued(known, request);
      thingOf(fleet).attributes[thingAttributes.certIssuance] = '20270103';
    });
    await perform(fleet, context, 'restore-date');
    expect(shownDate(fleet)).toBe('20270103');
  });
});
