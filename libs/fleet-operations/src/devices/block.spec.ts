import type { ElapsingTime } from '@fleet/iot-registry';
import {
  fleetInMemory,
  printed,
  provision,
  type FleetInMemory,
  type Printed,
} from '../testing/fleet-in-memory';
import { idOf } from '../testing/scripted-iot';
import { blockDevice, type BlockOptions } from './block';
import { unblockDevice } from './unblock';

const serial = 'sensor-1';

describe('blocking a device', () => {
  let fleet: FleetInMemory;
  const block = (output: Printed, options: Partial<BlockOptions> = {}) =>
    blockDevice(fleet, output, { serial, time: fleet.clients.time, ...options });

  /** A registration that was let through a moment before the block makes certificate b ACTIVE after it. */
  const activatingLate = (): ElapsingTime => ({
    ...fleet.clients.time,
    wait: (millis) => {
      if (fleet.clients.nowMillis < 8_000) {
        fleet.scripted.addCertificate('b', 'ACTIVE', serial);
      }
      return fleet.clients.time.wait(millis);
    },
  });

  beforeEach(async () => {
    fleet = fleetInMemory();
    await provision(fleet, serial, 'a');
  });

  it('deactivates its current certificate, those that wait for proof, and strangers on its thing', async () => {
    const record = await fleet.registry.find(serial);
    const at = new Date('2025-12-24T00:00:00.000Z');
    await fleet.registry.recordRotationIssued(record, {
      serial,
      certificateId: idOf('b'),
      issuedOver: idOf('a'),
      at,
    });
    fleet.scripted.addCertificate('b', 'ACTIVE');
    fleet.scripted.addCertificate('d', 'ACTIVE', serial);
    const output = printed();
    await block(output);
    expect(['a', 'b', 'd'].map((letter) => fleet.scripted.statusOf(letter))).toEqual([
      'INACTIVE',
      'INACTIVE',
      'INACTIVE',
    ]);
    expect(output.lines).toEqual([expect.stringContaining('3 certificates made INACTIVE')]);
  });

  it('is on record before the first certificate is touched, so that the hooks refuse already', async () => {
    fleet.scripted.before = (command) => {
      if (command === 'UpdateCertificate') {
        throw new Error('power cut');
      }
    };
    await expect(block(printed())).rejects.toThrow('power cut');
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'blocked' });
    fleet.scripted.before = () => undefined;
    await block(printed(), { reason: 'stolen' });
    expect(fleet.scripted.statusOf('a')).toBe('INACTIVE');
    expect(await fleet.registry.find(serial)).toMatchObject({ blockReason: 'stolen' });
  });

  it('deactivates the others when one fails, and says that it failed', async () => {
    fleet.scripted.addCertificate('d', 'ACTIVE', serial);
    fleet.scripted.before = (command, { certificateId }) => {
      if (command === 'UpdateCertificate' && certificateId === idOf('a')) {
        throw new Error('throttled');
      }
    };
    await expect(block(printed())).rejects.toThrow('throttled');
    expect(fleet.scripted.statusOf('d')).toBe('INACTIVE');
  });

  it('looks again when a certificate is so young that its registration may still activate it', async () => {
    const request = { serial, certificateId: idOf('b'), issuedOver: idOf('a'), at: fleet.clock.at };
    await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), request);
    fleet.scripted.addCertificate('b', 'PENDING_ACTIVATION');
    const output = printed();
    await block(output, { time: activatingLate() });
    expect(output.said).toEqual(['A certificate was issued within the hour; looking again in 10 s.']);
    expect(fleet.scripted.statusOf('b')).toBe('INACTIVE');
    expect(output.lines).toEqual([expect.stringContaining('2 certificates made INACTIVE')]);
  });

  it.each([
    ['11 s ahead', 11_000],
    ['half an hour ahead', 1_800_000],
    ['a day behind', -86_400_000],
  ])('looks again also where the operator’s clock is %s of the cloud’s', async (_, millis) => {
    const request = { serial, certificateId: idOf('b'), issuedOver: idOf('a'), at: new Date(fleet.clock.at) };
    await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), request);
    fleet.scripted.addCertificate('b', 'PENDING_ACTIVATION');
    fleet.clock.at = new Date(fleet.clock.at.getTime() + millis);
    await block(printed(), { time: activatingLate() });
    expect(fleet.scripted.statusOf('b')).toBe('INACTIVE');
  });

  it('leaves a revoked certificate revoked', async () => {
    fleet.scripted.addCertificate('a', 'REVOKED', serial);
    const output = printed();
    await block(output);
    expect(fleet.scripted.changes).toEqual([]);
    expect(output.lines).toEqual([
      `${serial} is blocked. It has no certificate that could connect. It is not connected.`,
    ]);
  });

  it('touches nothing of a thing of that name that another fleet has', async () => {
    fleet.scripted.addCertificate('e', 'ACTIVE', 'sensor-8');
    fleet.scripted.things.get('sensor-8')?.groups.add('other_fleet');
    const output = printed();
    await block(output, { serial: 'sensor-8' });
    expect(await fleet.registry.find('sensor-8')).toMatchObject({ state: 'blocked' });
    expect(fleet.scripted.changes).toEqual([]);
    expect(fleet.clients.inputs).toEqual([]);
    expect(output.said).toEqual([
      'The thing sensor-8 is not in the group fleetprov_fleet: whatever else is attached to it is left alone.',
    ]);
  });

  it('blocks a serial that was never seen', async () => {
    await block(printed(), { serial: 'sensor-9' });
    expect(await fleet.registry.find('sensor-9')).toMatchObject({ state: 'blocked', certificates: [] });
  });
});

describe('unblocking a device', () => {
  let fleet: FleetInMemory;

  beforeEach(async () => {
    fleet = fleetInMemory();
    await provision(fleet, serial, 'a');
    await blockDevice(fleet, printed(), { serial, untilAway: false });
  });

  it('activates its current certificate, and no other', async () => {
    fleet.scripted.addCertificate('d', 'INACTIVE', serial);
    const output = printed();
    await unblockDevice(fleet, output, serial);
    expect([fleet.scripted.statusOf('a'), fleet.scripted.statusOf('d')]).toEqual(['ACTIVE', 'INACTIVE']);
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'active' });
    expect(output.data).toEqual([
      { serial, state: 'active', certificateId: idOf('a'), certificate: 'activated' },
    ]);
  });

  it('can be repeated when it was interrupted, and leaves no blocked device that is ACTIVE', async () => {
    fleet.scripted.before = (command) => {
      if (command === 'UpdateCertificate') {
        throw new Error('power cut');
      }
    };
    await expect(unblockDevice(fleet, printed(), serial)).rejects.toThrow('power cut');
    expect([(await fleet.registry.find(serial))?.state, fleet.scripted.statusOf('a')]).toEqual([
      'active',
      'INACTIVE',
    ]);
    fleet.scripted.before = () => undefined;
    await unblockDevice(fleet, printed(), serial);
    expect(fleet.scripted.statusOf('a')).toBe('ACTIVE');
  });

  it.each([
    [
      'revoked',
      (): Promise<void> => {
        fleet.scripted.addCertificate('a', 'REVOKED', serial);
        return Promise.resolve();
      },
    ],
    [
      'deleted',
      (): Promise<void> => {
        fleet.scripted.certificates.clear();
        return Promise.resolve();
      },
    ],
  ])('brings back no certificate that is %s, and says how the device gets another', async (fate, prepare) => {
    await prepare();
    const before = fleet.scripted.statusOf('a');
    const output = printed();
    await unblockDevice(fleet, output, serial);
    expect(fleet.scripted.statusOf('a')).toBe(before);
    expect(output.data).toEqual([expect.objectContaining({ state: 'active', certificate: fate })]);
    expect(output.lines).toEqual([expect.stringContaining(`to let it provision again: [permit ${serial}].`)]);
  });

  it('does nothing for a device that is not blocked', async () => {
    await unblockDevice(fleet, printed(), serial);
    const output = printed();
    await unblockDevice(fleet, output, serial);
    expect(output.lines).toEqual([`${serial} is not blocked; nothing was done.`]);
  });

  it('gives a device its certificate back that a sweep has ended, and the time to replace it', async () => {
    await unblockDevice(fleet, printed(), serial);
    fleet.scripted.addCertificate('a', 'INACTIVE', serial);
    const thing = fleet.scripted.things.get(serial);
    Object.assign(thing?.attributes ?? {}, { cert_issuance: '20250101', rotation_notified: '20260101' });
    const at = new Date('2025-12-01T03:00:00Z');
    await fleet.registry.noteDue(serial, idOf('a'), { dueFrom: at, at });
    await fleet.registry.noteWarned(serial, idOf('a'), at);
    const output = printed();
    await unblockDevice(fleet, output, serial);
    const [certificate] = (await fleet.registry.find(serial))?.certificates ?? [];
    expect(certificate).not.toHaveProperty('warnedAt');
    expect(fleet.scripted.statusOf('a')).toBe('ACTIVE');
    expect(thing?.attributes).toMatchObject({ cert_issuance: '20250101' });
    expect(thing?.attributes).not.toHaveProperty('rotation_notified');
    expect(output.lines).toEqual([expect.stringContaining('was not blocked, but a sweep had cut it off.')]);
  });

  it('knows no device that is not on record', async () => {
    await expect(unblockDevice(fleet, printed(), 'sensor-9')).rejects.toThrow('no record');
  });
});
