import { startAgent } from '@fleet/local-fleet';
import { certificateInForce } from '@fleet/certificate-lifecycle';
import { eventually, until } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import { WatchedFleet } from './watched-fleet';

const days = 372;
const dayMillis = 86_400_000;

/** With the schedule's own sweeps, and the thresholds that hold by default. */
describe('a year of a small fleet without faults', () => {
  const resources = new ResourceStack();
  let watched: WatchedFleet;

  beforeAll(async () => {
    watched = await WatchedFleet.start(resources, {});
  });
  afterAll(() => resources.dispose());

  const joins = async (serial: string): Promise<void> => {
    const { fleet } = watched;
    const agent = startAgent(await fleet.unpackBundle(serial), ['run', '--rotation-spread', '0'], {
      resources,
    });
    await agent.line((line) => (line.includes('"listening"') ? line : undefined));
  };
  const currentOf = (serial: string) =>
    eventually(
      `certificate of ${serial} in force`,
      async () => (await watched.fleet.registry.find(serial))?.current,
    );

  /**
   * Both proofs of its certificate are on record, it is not due, and the one before is retired. All of that takes
   * seconds, in which a day must not pass: the ownership token of a new certificate would end, and Lambda would give up
   * an event that is hours old.
   */
  const isSettled = (serial: string) =>
    until(async () => {
      const record = await watched.fleet.registry.find(serial);
      const current = record === undefined ? undefined : certificateInForce(record);
      return (
        current?.connectedAt !== undefined &&
        current.confirmedAt !== undefined &&
        current.dueNotedAt === undefined &&
        record?.certificates.every(
          ({ certificateId, service }) => certificateId === current.certificateId || service !== 'in-service',
        ) === true
      );
    });

  it('rings none: its devices join and rotate, and it sweeps every day', async () => {
    const devices = ['sensor-1', 'sensor-2'];
    await Promise.all(devices.map(joins));
    await Promise.all(devices.map(isSettled));
    const before = await Promise.all(devices.map(currentOf));
    const now = await watched.now();
    const tomorrow = new Date(now.getTime() + dayMillis).toISOString().slice(0, 10);
    await watched.move(`${tomorrow}T03:00:30Z`);
    for (let day = 0; day < days; day += 1) {
      await watched.countsSweep();
      await Promise.all(devices.map(isSettled));
      if (day === 100) {
        await joins('sensor-3');
        await isSettled('sensor-3');
      }
      await watched.pass(dayMillis);
    }
    for (const [index, serial] of devices.entries()) {
      await eventually(`rotation of ${serial}`, async () =>
        (await currentOf(serial)) === before[index] ? undefined : 'rotated',
      );
    }
    expect(await watched.ringing()).toEqual([]);
    expect([...(await watched.rang()).keys()]).toEqual([]);
  });
});
