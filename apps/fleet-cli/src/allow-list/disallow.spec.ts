import { Readable } from 'node:stream';
import { fleetInMemory, printed, provision, type FleetInMemory } from '@fleet/fleet-operations/testing';
import { disallowDevice, disallowList } from './disallow';

describe('taking serials from the allow list', () => {
  let fleet: FleetInMemory;
  beforeEach(() => (fleet = fleetInMemory()));

  it('takes a wrong line back, and says so when it was not there', async () => {
    const output = printed();
    await fleet.registry.allow('sensor-1', { model: 'model-1' });
    await disallowDevice(fleet, output, 'sensor-1');
    await disallowDevice(fleet, output, 'sensor-1');
    expect(output.lines).toEqual(['sensor-1 is no longer on the list.', 'sensor-1 was not on the list.']);
    expect(await fleet.registry.find('sensor-1')).toBeUndefined();
  });

  it('refuses a device that has joined, and says what to use instead', async () => {
    await provision(fleet, 'sensor-1', 'a');
    await expect(disallowDevice(fleet, printed(), 'sensor-1')).rejects.toThrow(
      /has joined already.*devices block sensor-1.*devices remove sensor-1/,
    );
    expect(await fleet.registry.find('sensor-1')).toMatchObject({ state: 'active' });
  });

  it('lifts no block in passing', async () => {
    await fleet.registry.block('sensor-1');
    await expect(disallowDevice(fleet, printed(), 'sensor-1')).rejects.toThrow('devices unblock sensor-1');
    expect(await fleet.registry.find('sensor-1')).toMatchObject({ state: 'blocked' });
  });

  it('takes a serial back that no rule of today would allow', async () => {
    await fleet.registry.allow('sensor-1');
    const narrowed = {
      ...fleet,
      serialRules: { ...fleet.serialRules, reservedWords: new Set(['sensor-1']) },
    };
    await disallowDevice(narrowed, printed(), 'sensor-1');
    expect(await fleet.registry.find('sensor-1')).toBeUndefined();
  });

  it('takes a file line by line, and names those that it refuses', async () => {
    await provision(fleet, 'S2', 'a');
    for (const serial of ['S1', 'S3']) {
      await fleet.registry.allow(serial);
    }
    const output = printed();
    const chunks = Readable.from(['S1\nS2\nS', '3 # the third\nthings\nS4\n']);
    await expect(disallowList(fleet, output, chunks)).rejects.toMatchObject({
      message: '2 lines were refused; no other is on the list any more.',
      allRefused: true,
    });
    expect(output.data).toEqual([{ disallowed: 2, unchanged: 1, refused: 2 }]);
    expect(output.said.sort()).toEqual([
      expect.stringMatching(/^line 2: S2 has joined/),
      expect.stringMatching(/^line 4: .*"things"/),
    ]);
    expect((await fleet.registry.list({ limit: 9 })).devices.map(({ serial }) => serial)).toEqual(['S2']);
  });
});
