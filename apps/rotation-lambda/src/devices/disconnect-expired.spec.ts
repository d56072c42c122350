import type { FoundThing } from '../find/found-thing';
import { SweepTally } from '../sweep/sweep-counts';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, on, register, serial, sweepEventOn, warn } from '../testing/rotating-device';
import { attendThing } from './attend-thing';

const attributes: Readonly<Record<string, string>> = { cert_issuance: '20250101' };

/** Warned for the first time on 28 December, and past its days of grace on 12 January. */
async function expiredFleet(connected: boolean): Promise<FleetInMemory> {
  const fleet = await deviceFleet();
  await warn(fleet, '2026-12-28');
  fleet.things.set(serial, { attributes: { ...attributes }, connected });
  return fleet;
}

async function attend(fleet: FleetInMemory) {
  const found: FoundThing = { thingName: serial, issued: '20250101', connected: false };
  const tally = new SweepTally();
  await attendThing(fleet.parts().context, found, sweepEventOn(fleet, '2027-01-12'), tally);
  return tally.counts();
}

describe('the connection of a device whose certificate a sweep makes inactive', () => {
  it.each([true, false])(
    'is ended after that, as AWS IoT serves it for minutes (known: %s)',
    async (known) => {
      const fleet = await expiredFleet(known);
      fleet.beforeCall = (what) => {
        if (what === 'disconnect') {
          expect([...fleet.active]).toEqual([]);
        }
      };
      await attend(fleet);
      expect(fleet.disconnected).toEqual([serial]);
      expect(fleet.sessionsEnded).toEqual([serial]);
    },
  );

  it('is looked for again in a moment, as it may connect for as long as AWS IoT takes', async () => {
    const fleet = await expiredFleet(true);
    await attend(fleet);
    const at = on('2027-01-12');
    expect(fleet.watched).toEqual([{ serial, certificateId: 'A', endedAt: at, awaySince: at, cuts: 0 }]);
  });

  it('is ended by later sweeps where it is there again, and asked for only then', async () => {
    const fleet = await expiredFleet(false);
    fleet.active.clear();
    await attend(fleet);
    expect(fleet.disconnected).toEqual([]);
    expect(fleet.watched).toEqual([]);
    fleet.things.set(serial, { attributes: { ...attributes }, connected: true });
    await attend(fleet);
    expect(fleet.disconnected).toEqual([serial]);
    expect(fleet.watched).toHaveLength(1);
  });

  it('is ended before the device is told to rotate over a successor, which then carries another', async () => {
    const fleet = await expiredFleet(true);
    await register(fleet, '2027-01-02');
    await fleet.registry.noteDateWithdrawn(serial, ['B'], on('2027-01-03'));
    fleet.things.set(serial, { attributes: { ...attributes }, connected: true });
    const calls: string[] = [];
    fleet.beforeCall = (what) => void calls.push(what);
    await attend(fleet);
    expect(calls.filter((what) => what === 'disconnect' || what === 'publish')).toEqual([
      'disconnect',
      'publish',
    ]);
    expect(fleet.active).toEqual(new Set(['B']));
    expect(fleet.watched).toEqual([]);
  });

  it('is a failure where nobody can be asked to look again, and the device is cut off all the same', async () => {
    const fleet = await expiredFleet(true);
    fleet.beforeCall = (what) => {
      if (what === 'watch') {
        throw new Error('the queue is away');
      }
    };
    await expect(attend(fleet)).resolves.toMatchObject({ deactivated: 1, failed: 1 });
    expect(fleet.disconnected).toEqual([serial]);
  });

  it('is a failure where it cannot be ended, and the certificate counts as inactive all the same', async () => {
    const fleet = await expiredFleet(true);
    fleet.beforeCall = (what) => {
      if (what === 'disconnect') {
        throw new Error('throttled');
      }
    };
    await expect(attend(fleet)).resolves.toMatchObject({ deactivated: 1, failed: 1 });
    expect(fleet.watched).toHaveLength(1);
  });

  it('is left alone where the device is spared', async () => {
    const fleet = await expiredFleet(true);
    fleet.things.set(serial, { attributes: { cert_issuance: '20270111' }, connected: true });
    await attend(fleet);
    expect(fleet.disconnected).toEqual([]);
  });
});
