import { runSweep } from '../sweep/run-sweep';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import { deviceFleet, on, prove, register, serial, sweepEventOn } from '../testing/rotating-device';

const [info, warn, error] = [30, 40, 50];

/** The lines that the sweep of that day writes. */
async function logged(fleet: FleetInMemory, day: string): Promise<readonly unknown[]> {
  fleet.lines.length = 0;
  await runSweep(fleet.parts(), sweepEventOn(fleet, day), fleet.round(day));
  return fleet.lines;
}

const of = (certificateId: string) => ({ thingName: serial, certificateId });

describe('the log of the chores', () => {
  it('names each certificate that is retired and deleted', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    await prove(fleet, 'B', '2026-12-28');
    expect(await logged(fleet, '2026-12-29')).toMatchObject([{ level: info, ...of('A'), msg: 'retired' }]);
    expect(await logged(fleet, '2027-01-28')).toMatchObject([{ level: info, ...of('A'), msg: 'deleted' }]);
    expect(await logged(fleet, '2027-01-29')).toEqual([]);
  });

  it('says which date stands again when a successor is not proven, and when that is taken for lost', async () => {
    const fleet = await deviceFleet();
    await register(fleet, '2026-12-28');
    expect(await logged(fleet, '2026-12-29')).toContainEqual(
      expect.objectContaining({
        level: info,
        thingName: serial,
        certificateIds: ['B'],
        date: '20260101',
        msg: 'successor not proven in time: the date before it is restored',
      }),
    );
    await prove(fleet, 'A', '2027-01-12');
    expect(await logged(fleet, '2027-01-13')).toContainEqual(
      expect.objectContaining({
        level: info,
        ...of('B'),
        msg: 'a successor that was never proven is retired',
      }),
    );
    await prove(fleet, 'B', '2027-01-15');
    expect(await logged(fleet, '2027-01-16')).toContainEqual(
      expect.objectContaining({
        level: warn,
        ...of('B'),
        msg: 'the proof of a retired successor came: it is active again',
      }),
    );
  });

  it.each([
    ['an error, by its name', new RangeError('AWS IoT is away'), 'RangeError'],
    ['anything else', 'AWS IoT is away', 'unknown'],
  ])('says what failed, with its cause: %s', async (_, failure, reason) => {
    const fleet = await deviceFleet();
    await fleet.registry.grantPermit(serial, 'rotate', on('2026-06-03'));
    jest.spyOn(fleet.registry, 'find').mockRejectedValueOnce(failure);
    const lines = await logged(fleet, '2026-06-02');
    expect(lines).toMatchObject([
      { level: error, thingName: serial, reason, msg: 'a chore of a device failed' },
    ]);
    expect(JSON.stringify(lines)).toContain('AWS IoT is away');
  });
});
