import type { FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, register, serial, thingOf, warn } from '../testing/rotating-device';
import type { CutOffDevice } from './cut-off-device';
import { keepAway } from './keep-away';

const endedAt = new Date('2027-01-12T03:00:00Z');
const secondsLater = (seconds: number) => new Date(endedAt.getTime() + seconds * 1_000);
const tomorrow = new Date('2027-01-13T00:00:00Z');
const cutOff: CutOffDevice = { serial, certificateId: 'A', endedAt, awaySince: endedAt, cuts: 0 };

/** A device that a sweep has just cut off. */
async function cutOffFleet(): Promise<FleetInMemory> {
  const fleet = await deviceFleet();
  await warn(fleet, '2026-12-28');
  fleet.active.delete('A');
  fleet.clock = endedAt;
  return fleet;
}

function comes(fleet: FleetInMemory): void {
  const thing = thingOf(fleet);
  thing.connected = true;
  thing.connectedSince = fleet.clock;
}

/** Takes the looks, one after the other, until nobody wants another. @returns after how many seconds each was */
async function lookedAt(
  fleet: FleetInMemory,
  beforeLook: (seconds: number) => void | Promise<void> = () => undefined,
): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let device: CutOffDevice | undefined = cutOff; device !== undefined;) {
    const at: number = (seconds.at(-1) ?? -50) + 60;
    seconds.push(at);
    fleet.clock = secondsLater(at);
    await beforeLook(at);
    let next: CutOffDevice | undefined;
    const lookAgain = (again: CutOffDevice) => {
      next = again;
      return Promise.resolve();
    };
    await keepAway({ ...fleet.parts().context, lookAgain }, device);
    device = next;
  }
  return seconds;
}

const lastLine = (fleet: FleetInMemory) => fleet.lines.at(-1);

describe('a device that a sweep has cut off', () => {
  it('is looked at twice where it stays away, and nothing is asked of its certificate', async () => {
    const fleet = await cutOffFleet();
    fleet.beforeCall = (what) => expect(what).toBe('connectedSince');
    expect(await lookedAt(fleet)).toEqual([10, 70]);
    expect(fleet.disconnected).toEqual([]);
    expect(lastLine(fleet)).toMatchObject({
      msg: 'was cut off, and has stayed away',
      thingName: serial,
      cuts: 0,
      endedAt: endedAt.toISOString(),
      awaySince: endedAt.toISOString(),
    });
  });

  it('is disconnected whenever it has come back, until it was away for a minute', async () => {
    const fleet = await cutOffFleet();
    expect(await lookedAt(fleet, (seconds) => (seconds < 100 ? comes(fleet) : undefined))).toEqual([
      10, 70, 130,
    ]);
    expect(fleet.disconnected).toEqual([serial, serial]);
    expect(lastLine(fleet)).toMatchObject({
      msg: 'was cut off, and has stayed away',
      cuts: 2,
      awaySince: secondsLater(70).toISOString(),
    });
  });

  it('is given up after ten minutes in which it has come back each time, within what Lambda lets go round', async () => {
    const fleet = await cutOffFleet();
    const looks = await lookedAt(fleet, () => comes(fleet));
    expect(looks.at(-1)).toBe(610);
    expect(looks.length).toBeLessThan(15);
    expect(fleet.disconnected).toHaveLength(looks.length);
    expect(lastLine(fleet)).toMatchObject({ level: 40, msg: 'was cut off, and still comes back' });
  });

  it('is away where AWS IoT ends its connection before, and the index is behind', async () => {
    const fleet = await cutOffFleet();
    comes(fleet);
    fleet.beforeCall = (what) => {
      if (what === 'disconnect') {
        thingOf(fleet).connected = false;
      }
    };
    expect(await lookedAt(fleet)).toEqual([10, 70]);
    expect(lastLine(fleet)).toMatchObject({ msg: 'was cut off, and has stayed away', cuts: 0 });
  });

  it.each<[string, (fleet: FleetInMemory) => unknown]>([
    [
      'its operator has made the certificate active again',
      ({ active }) => {
        active.add('A');
      },
    ],
    ['a successor of it waits to be proven', (fleet) => register(fleet, '2027-01-12')],
    [
      'its operator permits it to be provisioned anew, which it may ask for under its own name',
      ({ registry }) => registry.grantPermit(serial, 'reprovision', tomorrow),
    ],
    [
      'it has another certificate',
      async ({ registry }) => {
        await registry.grantPermit(serial, 'reprovision', tomorrow);
        const known = await registry.find(serial);
        const request = { serial, certificateId: 'B', claimCertificateId: 'c', model: 'm', at: endedAt };
        await registry.recordIssued(known, request);
        await registry.proveCurrent({ serial, certificateId: 'B', source: 'presence', at: endedAt });
      },
    ],
    ['it is on record no more', ({ registry }) => registry.forget(serial)],
  ])('is left alone at once where %s', async (_, change) => {
    const fleet = await cutOffFleet();
    await change(fleet);
    expect(await lookedAt(fleet, () => comes(fleet))).toEqual([10]);
    expect(fleet.disconnected).toEqual([]);
  });

  it('keeps its session, as somebody may bring it back at that moment', async () => {
    const fleet = await cutOffFleet();
    comes(fleet);
    await lookedAt(fleet);
    expect(fleet.disconnected).toEqual([serial]);
    expect(fleet.sessionsEnded).toEqual([]);
  });
});
