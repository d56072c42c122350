import { PartlyDoneError } from '../operator-errors';
import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { idOf } from '../testing/scripted-iot';
import { blockDevice, type BlockOptions } from './block';

const serial = 'sensor-1';

describe('a device that is blocked while it is connected', () => {
  let fleet: FleetInMemory;

  beforeEach(async () => {
    fleet = fleetInMemory();
    await provision(fleet, serial, 'a');
  });

  const block = async (options: Partial<BlockOptions> = {}) => {
    const output = printed();
    await blockDevice(fleet, output, { serial, time: fleet.clients.time, ...options });
    return output;
  };

  it('is disconnected as soon as its certificates are inactive, and both times are told', async () => {
    fleet.clients.connects(serial, 0);
    fleet.scripted.before = (command) => {
      if (command === 'UpdateCertificate') {
        expect(fleet.clients.cutAt).toEqual([]);
      }
    };
    const output = await block();
    expect(fleet.clients.cutAt).toEqual([0]);
    expect(output.said).toEqual(['0 s: its connection was ended. Waiting until it has been away for 60 s.']);
    expect(output.lines).toEqual([
      expect.stringMatching(
        /INACTIVE: .* Its connection was ended after 0 s, and it has been away since 0 s\.$/,
      ),
    ]);
    expect(output.data).toEqual([
      expect.objectContaining({
        connection: { outcome: 'away', cuts: 1, firstCutMillis: 0, awaySinceMillis: 0 },
      }),
    ]);
  });

  it('is disconnected whenever it comes back, as AWS IoT may let it in for minutes', async () => {
    fleet.clients.connects(serial, 0, 10_500, 21_000);
    const output = await block();
    expect(fleet.clients.cutAt).toEqual([0, 12_000, 22_000]);
    expect(output.said.at(-1)).toBe(
      '22 s: it came back, and was disconnected (3). Waiting until it has been away for 60 s.',
    );
    expect(output.data).toEqual([
      expect.objectContaining({
        connection: { outcome: 'away', cuts: 3, firstCutMillis: 0, awaySinceMillis: 22_000 },
      }),
    ]);
    expect(fleet.clients.nowMillis).toBe(82_000);
  });

  it('is disconnected also by a second run, which finds its certificates inactive', async () => {
    await block();
    fleet.clients.connects(serial, fleet.clients.nowMillis);
    const again = await block();
    expect(again.data).toEqual([
      expect.objectContaining({
        deactivated: [],
        connection: expect.objectContaining({ cuts: 1 }) as object,
      }),
    ]);
  });

  it('is given up after ten minutes, which is a failure, and stays blocked', async () => {
    fleet.clients.connects(serial, ...Array.from({ length: 100 }, (_, index) => index * 10_000));
    await expect(block()).rejects.toThrow(PartlyDoneError);
    expect(fleet.clients.nowMillis).toBe(600_000);
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'blocked' });
  });

  it('is left alone as soon as its block is lifted', async () => {
    fleet.clients.connects(serial, 0, 20_000);
    const { wait } = fleet.clients.time;
    const unblocking = async (millis: number) => {
      await wait(millis);
      if (fleet.clients.nowMillis === 10_000) {
        await fleet.registry.unblock(serial);
      }
    };
    const output = await block({ time: { ...fleet.clients.time, wait: unblocking } });
    expect(fleet.clients.cutAt).toEqual([0]);
    expect(output.lines).toEqual([expect.stringContaining('it was unblocked meanwhile')]);
  });

  it('is not waited for where nobody wants that', async () => {
    fleet.clients.connects(serial, 0, 2_000);
    const output = await block({ untilAway: false });
    expect(fleet.clients.cutAt).toEqual([0]);
    expect(output.lines).toEqual([expect.stringContaining('whether it comes back was not awaited')]);
  });

  it('is disconnected once more after a registration that was under way, also where nobody waits for it', async () => {
    const request = { serial, certificateId: idOf('b'), issuedOver: idOf('a'), at: fleet.clock.at };
    await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), request);
    fleet.scripted.addCertificate('b', 'PENDING_ACTIVATION');
    fleet.clients.connects(serial, 0, 9_000);
    const output = await block({ untilAway: false });
    expect(fleet.clients.cutAt).toEqual([0, 10_000]);
    expect(output.data).toEqual([
      expect.objectContaining({
        connection: { outcome: 'not-awaited', cuts: 2, firstCutMillis: 0, awaySinceMillis: 10_000 },
      }),
    ]);
  });

  it('is no connection of a device that never had a certificate', async () => {
    const output = await block({ serial: 'sensor-9' });
    expect(fleet.clients.inputs).toEqual([]);
    expect(output.data).toEqual([expect.objectContaining({ connection: null })]);
  });

  it('is blocked also where AWS IoT refuses to end its connection, and the command fails', async () => {
    fleet.clients.failure = new Error('denied');
    await expect(block()).rejects.toThrow('denied');
    expect(fleet.scripted.statusOf('a')).toBe('INACTIVE');
  });
});
