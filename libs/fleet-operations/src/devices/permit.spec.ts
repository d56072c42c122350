import { Readable } from 'node:stream';
import { hasPermit } from '@fleet/certificate-lifecycle';
import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { idOf } from '../testing/scripted-iot';
import { permitDevice } from './permit';
import { revokePermits } from './revoke-permit';

const serial = 'sensor-1';
const kind = 'rotate';

describe('a permit', () => {
  let fleet: FleetInMemory;
  beforeEach(async () => {
    fleet = fleetInMemory();
    await provision(fleet, serial, 'a');
  });

  it.each([
    ['24 hours by default', {}, '2026-01-02T12:00:00.000Z'],
    ['so many hours', { hours: 720 }, '2026-01-31T12:00:00.000Z'],
    ['until a moment', { until: new Date('2026-01-01T16:30:00Z') }, '2026-01-01T16:30:00.000Z'],
  ])('holds %s', async (_how, options, until) => {
    const output = printed();
    await permitDevice(fleet, output, { serial, kind, ...options });
    expect(output.lines).toEqual([`${serial} may rotate before it is due, once, until ${until}.`]);
    const record = await fleet.registry.find(serial);
    expect(hasPermit(record, kind, new Date(Date.parse(until) - 1))).toBe(true);
    expect(hasPermit(record, kind, new Date(until))).toBe(false);
  });

  it.each([
    [{ hours: 0 }],
    [{ hours: 721 }],
    [{ until: new Date('2026-01-01T12:00:00Z') }],
    [{ until: new Date('2026-01-31T12:00:01Z') }],
  ])('is not given for %j', async (options) => {
    await expect(permitDevice(fleet, printed(), { serial, kind, ...options })).rejects.toThrow(
      'must end between now',
    );
    expect(await fleet.registry.find(serial)).toMatchObject({ permits: {} });
  });

  it('warns of a name that a thing outside of the fleet has, as its device would be displaced', async () => {
    fleet.scripted.addThing('sensor-8').groups.add('other_fleet');
    await fleet.registry.allow('sensor-8', 'as-it-is');
    const output = printed();
    await permitDevice(fleet, output, { serial: 'sensor-8', kind: 'reprovision' });
    expect(output.said).toEqual([
      expect.stringMatching(/^The thing sensor-8 exists.*\[revoke-permits sensor-8\]/),
    ]);
    await permitDevice(fleet, output, { serial, kind: 'reprovision' });
    expect(output.said).toHaveLength(1);
  });

  it('is not given to a blocked device, for which it has no effect, nor to an unknown one', async () => {
    await fleet.registry.block(serial);
    await expect(permitDevice(fleet, printed(), { serial, kind })).rejects.toMatchObject({
      message: `${serial} is blocked, so a permit has no effect: unblock it first.`,
      next: { step: 'unblock', serial },
    });
    await expect(permitDevice(fleet, printed(), { serial: 'other', kind })).rejects.toThrow('no record');
  });

  it('is for one certificate where that is named, and for any with the next one', async () => {
    const output = printed();
    const certificate = 'ab'.repeat(32);
    await permitDevice(fleet, output, { serial, kind: 'reprovision', certificate });
    expect(output.lines).toEqual([
      `${serial} may provision anew with its claim, and get the certificate ababababab... alone, once, until 2026-01-02T12:00:00.000Z.`,
    ]);
    expect(output.data).toMatchObject([{ certificateId: certificate }]);
    const named = { namedPermit: { certificateId: certificate, until: '2026-01-02T12:00:00.000Z' } };
    expect(await fleet.registry.find(serial)).toMatchObject(named);
    await permitDevice(fleet, output, { serial, kind: 'rotate' });
    expect(await fleet.registry.find(serial)).toMatchObject(named);
    await permitDevice(fleet, output, { serial, kind: 'reprovision' });
    expect(await fleet.registry.find(serial)).not.toHaveProperty('namedPermit');
    await permitDevice(fleet, output, { serial, kind: 'reprovision', certificate });
    await revokePermits(fleet, output, serial, ['rotate']);
    expect(await fleet.registry.find(serial)).toMatchObject(named);
    await revokePermits(fleet, output, serial, ['reprovision']);
    expect(await fleet.registry.find(serial)).not.toHaveProperty('namedPermit');
  });

  it('names what was refused within the last hour, of which one may be the device’s own', async () => {
    const at = (minutesAgo: number) => new Date(fleet.now().getTime() - minutesAgo * 60_000);
    const refusal = (letter: string, minutesAgo: number) => ({
      certificateId: idOf(letter),
      reason: 'has-current',
      at: at(minutesAgo),
    });
    fleet.refused.set(serial, [refusal('0', 61), refusal('1', 30), refusal('2', 20), refusal('1', 10)]);
    fleet.refused.set('sensor-2', [refusal('3', 5)]);
    const output = printed();
    await permitDevice(fleet, output, { serial, kind: 'reprovision' });
    expect(output.said).toEqual([
      expect.stringContaining('2 certificates refused to sensor-1 within the last hour'),
      `2026-01-01 11:50Z ${idOf('1')} (has-current)`,
      `2026-01-01 11:40Z ${idOf('2')} (has-current)`,
    ]);
    const other = printed();
    await permitDevice(fleet, other, { serial, kind });
    await permitDevice(fleet, other, { serial, kind: 'reprovision', certificate: idOf('1') });
    expect(other.said).toEqual([]);
  });

  it('names the newest ten where whoever has the claim has asked again and again', async () => {
    const refused = Array.from({ length: 30 }, (_, index) => ({
      certificateId: index.toString(16).padStart(64, '0'),
      reason: 'has-current',
      at: fleet.now(),
    }));
    fleet.refused.set(serial, refused);
    const output = printed();
    await permitDevice(fleet, output, { serial, kind: 'reprovision' });
    expect(output.said).toHaveLength(11);
    expect(output.said[1]).toContain(refused.at(-1)?.certificateId);
  });

  it('is given, too, by somebody who may not read what was refused', async () => {
    const denied = Object.assign(new Error('not authorized to perform: logs:FilterLogEvents'), {
      name: 'AccessDeniedException',
    });
    const refusedRequests: FleetInMemory['refusedRequests'] = {
      as: () =>
        new Readable({
          objectMode: true,
          read: (): never => {
            throw denied;
          },
        }),
    };
    const output = printed();
    await permitDevice({ ...fleet, refusedRequests }, output, { serial, kind: 'reprovision' });
    expect(output.said).toEqual([expect.stringContaining('is not known: not authorized')]);
    expect(hasPermit(await fleet.registry.find(serial), 'reprovision', fleet.now())).toBe(true);
  });

  it('can be taken back', async () => {
    await permitDevice(fleet, printed(), { serial, kind });
    const output = printed();
    await revokePermits(fleet, output, serial, ['rotate', 'reprovision']);
    await revokePermits(fleet, output, serial, ['rotate', 'reprovision']);
    expect(output.lines).toEqual([
      `${serial} no longer has a permit to rotate.`,
      `${serial} had no permit to revoke.`,
    ]);
    expect(await fleet.registry.find(serial)).toMatchObject({ permits: {} });
  });
});
