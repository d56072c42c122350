import { everyFailure, type FailingCalls } from '@fleet/failing-calls';
import { runSweep } from '../sweep/run-sweep';
import { parseSweepEvent } from '../sweep/sweep-event';
import { failingAtDevices } from '../testing/failing-parts';
import { FleetInMemory } from '../testing/fleet-in-memory';

const serial = 'sensor-1';
const on = (day: string) => new Date(`${day}T12:00:00Z`);

/** A device with a proven certificate A of 1 January 2026. */
async function deviceFleet(): Promise<FleetInMemory> {
  const fleet = new FleetInMemory();
  fleet.things.set(serial, { attributes: { cert_issuance: '20260101' }, connected: false });
  const at = on('2026-01-01');
  const request = { serial, certificateId: 'A', claimCertificateId: 'c', model: 'm', at };
  await fleet.registry.recordIssued(undefined, request);
  await prove(fleet, 'A', '2026-01-01');
  fleet.active.add('A');
  return fleet;
}

async function prove(fleet: FleetInMemory, certificateId: string, day: string): Promise<void> {
  const at = on(day);
  await fleet.registry.proveCurrent({ serial, certificateId, source: 'confirmation', at });
}

/** What RegisterThing does: B is active, and the thing shows its date. */
async function register(fleet: FleetInMemory, day: string): Promise<void> {
  const request = { serial, certificateId: 'B', issuedOver: 'A', at: on(day) };
  await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), request);
  fleet.active.add('B');
  fleet.things.set(serial, { attributes: { cert_issuance: day.replaceAll('-', '') }, connected: false });
}

/** What the last sweep has come to, whichever day a chore was done on. */
async function stateOf(fleet: FleetInMemory) {
  const { permits, current, certificates = [] } = (await fleet.registry.find(serial)) ?? {};
  const noted = certificates.map(({ certificateId, retiredAt, deletedAt, lostAt, dateWithdrawnAt }) => ({
    certificateId,
    isRetired: retiredAt !== undefined,
    isDeleted: deletedAt !== undefined,
    isLost: lostAt !== undefined,
    isWithdrawn: dateWithdrawnAt !== undefined,
  }));
  return {
    permits,
    current,
    noted,
    active: [...fleet.active].sort(),
    gone: [...fleet.gone],
    thing: fleet.things.get(serial),
  };
}

/** A year in which each chore there is comes up, and has a second sweep that would do it. */
async function yearOfChores(calls: FailingCalls) {
  const fleet = await deviceFleet();
  const states: Awaited<ReturnType<typeof stateOf>>[] = [];
  const sweepOn = async (...twoDays: readonly string[]) => {
    for (const day of twoDays) {
      fleet.clock = on(day);
      const event = parseSweepEvent({ scheduledTime: on(day).toISOString() });
      await runSweep(failingAtDevices(fleet.parts(), calls), event, fleet.round(day));
    }
    states.push(structuredClone(await stateOf(fleet)));
  };
  await fleet.registry.grantPermit(serial, 'rotate', on('2026-06-03'));
  await sweepOn('2026-06-02', '2026-06-04', '2026-06-05');
  await register(fleet, '2026-12-28');
  await sweepOn('2026-12-29', '2026-12-30');
  // A is seen after B's days of grace: B is taken for lost, and proven all the same. The proof handler fails.
  await prove(fleet, 'A', '2027-01-12');
  await sweepOn('2027-01-13', '2027-01-14');
  await prove(fleet, 'B', '2027-01-15');
  await sweepOn('2027-01-16', '2027-01-17');
  await sweepOn('2027-03-01', '2027-03-02');
  return states;
}

describe('chores of which one call fails', () => {
  it('are done by the next sweep, whichever call it was and whether or not that had acted', async () => {
    const count = await everyFailure(yearOfChores, (states, undisturbed, failure) => {
      expect({ failure, states }).toEqual({ failure, states: undisturbed });
      expect(states.map(({ active }) => active.join())).toEqual(['A', 'A,B', 'A', 'B', 'B']);
    });
    expect(count).toBeGreaterThan(30);
  });
});
