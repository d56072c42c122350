import { FleetInMemory } from '../testing/fleet-in-memory';
import { runSweep } from '../sweep/run-sweep';
import { parseSweepEvent } from '../sweep/sweep-event';

const serial = 'sensor-1';

/** What the sweep of a day counts for the oldest successor. */
async function oldestSeen(fleet: FleetInMemory, day: string): Promise<number> {
  const scheduledTime = `${day}T03:00:00Z`;
  fleet.clock = new Date(scheduledTime);
  const swept = await runSweep(fleet.parts(), parseSweepEvent({ scheduledTime }), fleet.round(day));
  if (swept.outcome !== 'done') {
    throw new Error(`the sweep is ${swept.outcome}`);
  }
  return swept.state.counts.oldestUnprovenDays;
}

describe('the oldest successor that waits for a proof', () => {
  it('is told by each sweep that looks at its device, until it is proven', async () => {
    const fleet = new FleetInMemory();
    await fleet.addConnected(serial, { cert_issuance: '20260101' }, new Date('2026-01-01T12:00:00Z'));
    expect(await oldestSeen(fleet, '2027-01-01')).toBe(0);
    const at = new Date('2027-01-01T12:00:00Z');
    const known = await fleet.registry.find(serial);
    const over = { serial, certificateId: 'B', issuedOver: `${serial}-A`, at };
    await fleet.registry.recordRotationIssued(known, over);
    expect(await oldestSeen(fleet, '2027-01-03')).toBe(1);
    expect(await oldestSeen(fleet, '2027-01-06')).toBe(4);
    await fleet.registry.proveCurrent({ serial, certificateId: 'B', source: 'confirmation', at });
    expect(await oldestSeen(fleet, '2027-01-07')).toBe(0);
  });
});
