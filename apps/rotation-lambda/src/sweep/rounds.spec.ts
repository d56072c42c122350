import { FleetInMemory } from '../testing/fleet-in-memory';
import { runSweep } from './run-sweep';
import { parseSweepEvent } from './sweep-event';
import type { RoundIdentity } from './sweep-store';

const event = parseSweepEvent({ scheduledTime: '2027-01-01T03:00:00Z' });

function fleetOf(count: number): FleetInMemory {
  const fleet = new FleetInMemory();
  for (let n = 0; n < count; n += 1) {
    fleet.things.set(`sensor-${n}`, { attributes: { cert_issuance: '20250101' }, connected: true });
  }
  return fleet;
}

describe('a round of a sweep', () => {
  it('holds the sweep for as long as its function may run, and a minute more', async () => {
    const fleet = fleetOf(1);
    const claims: RoundIdentity[] = [];
    const claim = fleet.store.claim.bind(fleet.store);
    jest.spyOn(fleet.store, 'claim').mockImplementation((about, round) => {
      claims.push(round);
      return claim(about, round);
    });
    await runSweep(fleet.parts(), event, fleet.round('one', 900));
    const nowMillis = fleet.clock.getTime();
    expect(claims).toEqual([{ owner: 'one', nowMillis, leaseUntil: nowMillis + 900_000 + 60_000 }]);
  });

  it('keeps its lease with each step, and gives it back with the last', async () => {
    const fleet = fleetOf(7);
    const leases: unknown[] = [];
    const save = fleet.store.save.bind(fleet.store);
    jest.spyOn(fleet.store, 'save').mockImplementation((state, owner, lease) => {
      leases.push(lease);
      return save(state, owner, lease);
    });
    await runSweep(fleet.parts(), event, fleet.round('one', 900));
    const until = fleet.clock.getTime() + 960_000;
    expect(leases).toEqual([...leases.slice(1).map(() => ({ owner: 'one', until })), undefined]);
    expect(leases.length).toBeGreaterThan(10);
  });

  it('names its sweep by the day and who began it, short enough for the name of a schedule', async () => {
    const fleet = fleetOf(1);
    const owner = '8f5f1a2c-3b4d-4e5f-8a9b-0c1d2e3f4a5b';
    await expect(runSweep(fleet.parts(), event, fleet.round(owner))).resolves.toMatchObject({
      state: {
        sweepId: '20270101-8f5f1a2c3b4d',
        begunBy: owner,
        startedAt: fleet.clock.getTime(),
        round: 1,
        today: '20270101',
      },
    });
  });

  it('says in how many seconds the sweep was done', async () => {
    const fleet = fleetOf(1);
    fleet.beforeCall = (what) => {
      if (what === 'publish') {
        fleet.clock = new Date(fleet.clock.getTime() + 42_500);
      }
    };
    const swept = await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(swept).toMatchObject({ outcome: 'done', seconds: 42.5 });
  });

  it.each([
    ['a minute, and goes on', 60_000, 'done'],
    ['less than a minute, and leaves the rest to the next', 59_999, 'continues'],
  ])('has %s', async (_, millis, outcome) => {
    const fleet = fleetOf(1);
    const round = { ...fleet.round('one'), remainingMillis: () => millis };
    expect((await runSweep(fleet.parts(), event, round)).outcome).toBe(outcome);
  });

  it('leaves word for the next, a minute later', async () => {
    const fleet = fleetOf(1);
    const round = fleet.round('one', 1);
    const at = new Date(fleet.clock.getTime() + 60_000);
    expect(await runSweep(fleet.parts(), event, round)).toMatchObject({ outcome: 'continues', at });
    expect(round.scheduled).toEqual([{ round: 1, at }]);
    expect(fleet.store.lease).toBeUndefined();
  });

  it('does nothing for a continuation of a sweep that is over', async () => {
    const fleet = fleetOf(1);
    const continuation = { sweepId: 'long ago', round: 3 };
    await expect(runSweep(fleet.parts(), { ...event, continuation }, fleet.round('one'))).resolves.toEqual({
      outcome: 'over',
    });
    expect(fleet.warned).toEqual([]);
  });

  it('says in the log what is left of the sweep that it gives up', async () => {
    const fleet = fleetOf(7);
    await runSweep(fleet.parts(), event, fleet.round('one', 1));
    const tomorrow = parseSweepEvent({ scheduledTime: '2027-01-02T03:00:00Z' });
    fleet.lines.length = 0;
    fleet.clock = tomorrow.scheduledTime;
    await runSweep(fleet.parts(), tomorrow, fleet.round('two'));
    expect(fleet.lines).toMatchObject([
      {
        level: 50,
        msg: 'the sweep did not finish before the next day’s sweep began',
        sweepId: '20270101-one',
        today: '20270101',
        stage: { kind: 'find', query: 0, pages: 0 },
        found: 0,
      },
    ]);
  });

  it('fails with what went wrong first, also where it cannot give its lease back', async () => {
    const fleet = fleetOf(1);
    fleet.beforeCall = (what) => {
      if (what === 'search') {
        fleet.beforeCall = () => {
          throw new Error('no table');
        };
        throw new Error('no index');
      }
    };
    await expect(runSweep(fleet.parts(), event, fleet.round('one'))).rejects.toThrow('no index');
    expect(fleet.lines).toMatchObject([
      {
        level: 50,
        err: { message: 'no table' },
        msg: 'the lease could not be given back; it ends by itself',
      },
    ]);
  });
});
