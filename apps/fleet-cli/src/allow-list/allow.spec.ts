import { fleetInMemory, printed, type FleetInMemory } from '@fleet/fleet-operations/testing';
import { allowDevice, allowList } from './allow';

async function* inPieces(...pieces: string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    yield await Promise.resolve(piece);
  }
}

describe('allowing one serial', () => {
  const fleet = fleetInMemory();

  it('puts it on record, bound to a model, and says when that was so already', async () => {
    const output = printed();
    await allowDevice(fleet, output, { serial: 'sensor-1', model: 'model-1' });
    await allowDevice(fleet, output, { serial: 'sensor-1', model: 'model-1' });
    expect(output.lines).toEqual([
      'sensor-1 is allowed, only as model-1.',
      'sensor-1 is allowed already, only as model-1.',
    ]);
    expect(await fleet.registry.find('sensor-1')).toMatchObject({ allowedModel: 'model-1' });
  });

  it('leaves it bound to its model, unless every model is said', async () => {
    const output = printed();
    await allowDevice(fleet, output, { serial: 'sensor-4', model: 'model-1' });
    await allowDevice(fleet, output, { serial: 'sensor-4' });
    await allowDevice(fleet, output, { serial: 'sensor-4', anyModel: true });
    expect(output.lines).toEqual([
      'sensor-4 is allowed, only as model-1.',
      'sensor-4 is allowed already, only as model-1.',
      'sensor-4 is allowed.',
    ]);
    const both = { serial: 'sensor-4', model: 'model-1', anyModel: true };
    await expect(allowDevice(fleet, printed(), both)).rejects.toThrow('not both');
  });

  it('refuses a model that the configuration does not have, unless that is forced', async () => {
    const unknown = { serial: 'sensor-2', model: 'modle-1' };
    await expect(allowDevice(fleet, printed(), unknown)).rejects.toThrow(
      /no model modle-1.*it has model-1.*--force/,
    );
    expect(await fleet.registry.find('sensor-2')).toBeUndefined();
    await allowDevice(fleet, printed(), { ...unknown, force: true });
    expect(await fleet.registry.find('sensor-2')).toMatchObject({ allowedModel: 'modle-1' });
  });

  it('refuses what no device can be called, no model that is none, and a blocked device', async () => {
    await expect(allowDevice(fleet, printed(), { serial: 'things' })).rejects.toThrow('is a word in topics');
    await expect(allowDevice(fleet, printed(), { serial: 's', model: 'a b' })).rejects.toThrow('--model');
    await fleet.registry.block('sensor-3');
    await expect(allowDevice(fleet, printed(), { serial: 'sensor-3' })).rejects.toThrow('devices unblock');
  });
});

describe('allowing a list', () => {
  let fleet: FleetInMemory;
  beforeEach(() => (fleet = fleetInMemory()));

  it('takes each line, in whatever pieces it arrives, and skips blanks and comments', async () => {
    const output = printed();
    const chunks = inPieces('\uFEFFS1\r\nS', '2\n\n# the second ', 'batch\n  S3  # spare\n', 'S4');
    await allowList(fleet, output, { chunks });
    expect(output.data).toEqual([{ allowed: 4, unchanged: 0, refused: 0 }]);
    const { devices } = await fleet.registry.list({ limit: 10 });
    expect(devices.map(({ serial }) => serial)).toEqual(['S1', 'S2', 'S3', 'S4']);
  });

  it('loses no valid serial for an invalid one, and names each of those by its line', async () => {
    await fleet.registry.block('S5');
    const output = printed();
    const chunks = inPieces(`S1\nthings\nS3\nnot a name\nS5\n${'x'.repeat(5_000)}\nS7\n`);
    await expect(allowList(fleet, output, { chunks })).rejects.toMatchObject({
      message: '4 lines were refused; all others are on record.',
      allRefused: true,
    });
    expect(output.said.sort()).toEqual([
      expect.stringMatching(/^line 2: .*"things"/),
      expect.stringMatching(/^line 4: .*not a legal thing name/),
      expect.stringMatching(/^line 5: S5 is blocked/),
      expect.stringMatching(/^line 6: .*not a legal thing name/),
    ]);
    expect(output.data).toEqual([{ allowed: 3, unchanged: 0, refused: 4 }]);
  });

  it('takes no line for its beginning, however far the rest is', async () => {
    const far = ' '.repeat(100_000);
    const output = printed();
    const chunks = inPieces(`S1\nS2${far}S3\nS4${far.slice(1)}`, `S5${far}\nS6 # ${far}\nS7${far}S8`);
    await expect(allowList(fleet, output, { chunks })).rejects.toThrow('3 lines were refused');
    expect(output.said.sort().map((line) => line.slice(0, 7))).toEqual(['line 2:', 'line 3:', 'line 5:']);
    const { devices } = await fleet.registry.list({ limit: 10 });
    expect(devices.map(({ serial }) => serial)).toEqual(['S1', 'S6']);
  });

  it('can be given again: what is on record stays as it is', async () => {
    await allowList(fleet, printed(), { chunks: inPieces('S1\nS2\n') });
    const before = await fleet.registry.find('S1');
    const output = printed();
    await allowList(fleet, output, { chunks: inPieces('S1\nS2\nS3\n') });
    expect(output.data).toEqual([{ allowed: 1, unchanged: 2, refused: 0 }]);
    expect(await fleet.registry.find('S1')).toEqual(before);
  });

  it('reads on only as the table takes it, however long the list', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<string> {
      for (; ; read += 1) {
        yield await Promise.resolve(`S${read}\n`);
      }
    }
    const allow = fleet.registry.allow.bind(fleet.registry);
    let done = 0;
    let ahead = 0;
    jest.spyOn(fleet.registry, 'allow').mockImplementation(async (serial) => {
      ahead = Math.max(ahead, read - done);
      if (done === 500) {
        throw new Error('no network');
      }
      const outcome = await allow(serial);
      done += 1;
      return outcome;
    });
    await expect(allowList(fleet, printed(), { chunks: endless() })).rejects.toThrow('no network');
    expect(ahead).toBeLessThanOrEqual(32);
  });
});
