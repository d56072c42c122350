import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { arnOf, idOf } from '../testing/scripted-iot';
import { adoptDevices } from './adopt';
import { unadoptDevice } from './unadopt';

const policy = 'old_prod_policy';
const serial = 'old-a';

describe('giving an adopted device back', () => {
  let fleet: FleetInMemory;

  beforeEach(async () => {
    fleet = fleetInMemory();
    fleet.scripted.addThing(serial, { model_type: 'model-1', room: '7' });
    fleet.scripted.addCertificate('a', 'ACTIVE', serial);
    fleet.scripted.policies.set(policy, new Set([arnOf('a')]));
    await adoptDevices(fleet, printed(), { policy, dryRun: false });
  });

  it('undoes what adopting did', async () => {
    const output = printed();
    await unadoptDevice(fleet, output, { serial });
    expect(output.lines).toEqual([
      `${serial} is no longer a device of this fleet. It keeps 1 certificate: aaaaaaaaaa....`,
    ]);
    expect(output.data).toEqual([{ serial, outcome: 'released', kept: [idOf('a')], deleted: [] }]);
    expect(fleet.scripted.things.get(serial)).toMatchObject({
      attributes: { model_type: 'model-1', room: '7' },
      groups: new Set(),
      certificates: new Set([idOf('a')]),
    });
    expect(fleet.scripted.statusOf('a')).toBe('ACTIVE');
    expect(fleet.scripted.policies.get(policy)).toEqual(new Set([arnOf('a')]));
    expect(fleet.scripted.policies.get(fleet.names.productionPolicy)).toEqual(new Set());
    expect(await fleet.registry.find(serial)).toBeUndefined();
  });

  it('lets it be adopted again', async () => {
    await unadoptDevice(fleet, printed(), { serial });
    const output = printed();
    await adoptDevices(fleet, output, { policy, dryRun: false });
    expect(output.data.at(-1)).toMatchObject({ summary: { adopted: 1 } });
  });

  it('refuses a device that nobody knows, that this fleet made, or that is blocked', async () => {
    await provision(fleet, 'sensor-1', 'b');
    await expect(unadoptDevice(fleet, printed(), { serial: 'nobody' })).rejects.toThrow('no record');
    await expect(unadoptDevice(fleet, printed(), { serial: 'sensor-1' })).rejects.toThrow(
      'this fleet made it',
    );
    await fleet.registry.block(serial);
    await expect(unadoptDevice(fleet, printed(), { serial })).rejects.toThrow(`devices unblock ${serial}`);
  });

  it('asks for the policy of the older stack where nothing tells it', async () => {
    fleet.scripted.policies.get(policy)?.clear();
    await fleet.registry.forget(serial);
    const [issuedAt, at] = [new Date('2024-05-01'), new Date('2026-01-01')];
    await fleet.registry.adopt({ serial, certificateId: idOf('a'), model: 'model-1', issuedAt, at });
    await expect(unadoptDevice(fleet, printed(), { serial })).rejects.toThrow('give it with --policy');
    await unadoptDevice(fleet, printed(), { serial, policy });
    expect(fleet.scripted.policies.get(policy)).toEqual(new Set([arnOf('a')]));
  });
});
