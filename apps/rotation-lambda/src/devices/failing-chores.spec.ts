import { everyFailure, type FailingCalls } from '@fleet/failing-calls';
import { runSweep } from '../sweep/run-sweep';
import { failingAtDevices, overtakenAtDevices } from '../testing/failing-parts';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import { deliverProof } from '../testing/proof-in-memory';
import { deviceFleet, on, prove, register, serial, sweepEventOn } from '../testing/rotating-device';

/** What the last sweep has come to, whichever day a chore was done on. */
async function stateOf(fleet: FleetInMemory) {
  const { permits, current, certificates = [] } = (await fleet.registry.find(serial)) ?? {};
  const noted = certificates.map(({ certificateId, service, lostAt, dateWithdrawnAt }) => ({
    certificateId,
    service,
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

/** Calls for the device in a sweep that takes its successor for lost; and one more, before which that sweep is over. */
const momentsOfProof = Array.from({ length: 12 }, (_, index) => index + 1);

/**
 * B is taken for lost while its proof is on its way, which comes before the n-th call of that sweep, or after the
 * sweep. The device has dropped A by then. A call fails, and the next day's sweep has to put right what that left.
 */
async function lostWhileProving(calls: FailingCalls, call: number) {
  const fleet = await deviceFleet();
  await register(fleet, '2026-12-28');
  await runSweep(fleet.parts(), sweepEventOn(fleet, '2026-12-29'), fleet.round('withdrawal'));
  await prove(fleet, 'A', '2027-01-12');
  const proof = { serial, certificateId: 'B', source: 'confirmation', at: on('2027-01-13') } as const;
  let isTaken = false;
  const happens = async () => {
    isTaken ||= await deliverProof(fleet, proof);
  };
  const event = sweepEventOn(fleet, '2027-01-13');
  // The clock goes on while a sweep is under way.
  fleet.clock = new Date(fleet.clock.getTime() + 60_000);
  const parts = failingAtDevices(overtakenAtDevices(fleet.parts(), { call, happens }), calls);
  await runSweep(parts, event, fleet.round('taking for lost'));
  // Lambda brings an event again, twice at most.
  await happens();
  await happens();
  await runSweep(fleet.parts(), sweepEventOn(fleet, '2027-01-14'), fleet.round('the day after'));
  return stateOf(fleet);
}

describe('a successor that is taken for lost while its proof is on its way', () => {
  it.each(momentsOfProof)('is in force the day after, whatever fails: proof before call %d', async (call) => {
    const count = await everyFailure(
      (calls) => lostWhileProving(calls, call),
      ({ current, active, noted }, _undisturbed, failure) => {
        const inForce = noted.find(({ certificateId }) => certificateId === 'B');
        expect({ failure, current, active, inForce }).toEqual({
          failure,
          current: 'B',
          active: ['B'],
          inForce: {
            certificateId: 'B',
            service: 'in-service',
            isLost: false,
            isWithdrawn: false,
          },
        });
      },
    );
    expect(count).toBeGreaterThan(1);
  });

  it('is inactive the day after where no proof comes, whatever fails', async () => {
    const count = await everyFailure(
      async (calls) => {
        const fleet = await deviceFleet();
        await register(fleet, '2026-12-28');
        await prove(fleet, 'A', '2027-01-12');
        const event = sweepEventOn(fleet, '2027-01-13');
        await runSweep(failingAtDevices(fleet.parts(), calls), event, fleet.round('taking for lost'));
        await runSweep(fleet.parts(), sweepEventOn(fleet, '2027-01-14'), fleet.round('the day after'));
        return stateOf(fleet);
      },
      (state, undisturbed, failure) => {
        expect({ failure, state }).toEqual({ failure, state: undisturbed });
        expect(state.active).toEqual(['A']);
      },
    );
    expect(count).toBeGreaterThan(5);
  });
});
