import { everyFailure, type FailingCalls } from '@fleet/failing-calls';
import { runSweep } from '../sweep/run-sweep';
import { failingAtDevices } from '../testing/failing-parts';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, on, prove, register, serial, sweepEventOn } from '../testing/rotating-device';

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
      const event = sweepEventOn(fleet, day);
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
