import { everyFailure, FailedCallError, type FailingCalls } from '@fleet/failing-calls';
import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { arnOf, idOf } from '../testing/scripted-iot';
import { blockDevice } from './block';
import { findRemovable, removeDevice } from './remove';
import { unblockDevice } from './unblock';

const serial = 'sensor-1';
const time = { nowMillis: () => 0, wait: () => Promise.resolve() };

async function fleetWithDevice(): Promise<FleetInMemory> {
  const fleet = fleetInMemory();
  await provision(fleet, serial, 'a');
  await provision(fleet, 'sensor-2', 'd');
  fleet.scripted.policies.set(fleet.names.productionPolicy, new Set([arnOf('a'), arnOf('d')]));
  // A certificate that was attached by hand, and is on no record.
  fleet.scripted.addCertificate('b', 'ACTIVE', serial);
  return fleet;
}

async function remove(fleet: FleetInMemory, output = printed()) {
  await removeDevice(fleet, output, await findRemovable(fleet, serial), { time });
  return output;
}

const remains = ({ scripted }: FleetInMemory) => ({
  things: [...scripted.things.keys()],
  certificates: [...scripted.certificates].map(([id, { status }]) => [id[0], status]),
});

describe('removing a scrapped device', () => {
  it('leaves nothing of it, and everything of the others', async () => {
    const fleet = await fleetWithDevice();
    const output = await remove(fleet);
    expect(remains(fleet)).toEqual({ things: ['sensor-2'], certificates: [['d', 'ACTIVE']] });
    expect(await fleet.registry.find(serial)).toBeUndefined();
    expect(output.lines).toEqual(['sensor-1 is removed, with 2 certificates.']);
    expect(output.data).toEqual([{ serial, outcome: 'removed', deleted: [idOf('a'), idOf('b')], kept: [] }]);
    await expect(remove(fleet)).rejects.toThrow('nothing is left of it');
  });

  it('keeps the name taken until all is gone: a claim gets nothing meanwhile', async () => {
    const fleet = await fleetWithDevice();
    const claim = { serial, certificateId: idOf('f'), claimCertificateId: idOf('c'), model: 'model-1' };
    const answers: unknown[] = [];
    const deleteThing = jest.spyOn(fleet.registry, 'forget');
    deleteThing.mockImplementationOnce(async (name) => {
      const request = { ...claim, at: fleet.now() };
      answers.push(await fleet.registry.recordIssued(await fleet.registry.find(serial), request));
      deleteThing.mockRestore();
      await fleet.registry.forget(name);
    });
    await remove(fleet);
    expect(answers).toEqual([{ outcome: 'refused', reason: 'blocked' }]);
  });

  it('takes a certificate along that a hook had let through a moment before', async () => {
    const fleet = await fleetWithDevice();
    const rotation = { serial, certificateId: idOf('e'), issuedOver: idOf('a'), at: fleet.now() };
    await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), rotation);
    const late = {
      ...time,
      wait: () => {
        if (!fleet.scripted.certificates.has(idOf('e'))) {
          fleet.scripted.addCertificate('e', 'ACTIVE', serial);
        }
        return Promise.resolve();
      },
    };
    await removeDevice(fleet, printed(), await findRemovable(fleet, serial), { time: late });
    expect(remains(fleet).certificates).toEqual([['d', 'ACTIVE']]);
  });

  it('takes one along that a hook has let through since the operator saw what there is', async () => {
    const before = await fleetWithDevice();
    const later = new Date(before.now().getTime() + 7_200_000);
    const fleet = { ...before, now: () => later };
    const found = await findRemovable(fleet, serial);
    const rotation = { serial, certificateId: idOf('e'), issuedOver: idOf('a'), at: later };
    await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), rotation);
    let isRegistered = false;
    // AWS IoT registers it within the time that a removal waits for this, or when nobody looks any more.
    const register = (thingName = 'sensor-2'): Promise<void> => {
      if (!isRegistered) {
        isRegistered = true;
        fleet.scripted.addCertificate('e', 'ACTIVE', thingName);
      }
      return Promise.resolve();
    };
    await removeDevice(fleet, printed(), found, { time: { ...time, wait: () => register(serial) } });
    await register();
    expect(remains(fleet).certificates).toEqual([['d', 'ACTIVE']]);
  });

  it('only detaches a certificate that another thing has as well', async () => {
    const fleet = await fleetWithDevice();
    fleet.scripted.things.get('sensor-2')?.certificates.add(idOf('b'));
    const output = await remove(fleet);
    expect(remains(fleet).certificates).toEqual([
      ['d', 'ACTIVE'],
      ['b', 'ACTIVE'],
    ]);
    expect(output.data).toEqual([expect.objectContaining({ deleted: [idOf('a')], kept: [idOf('b')] })]);
  });

  it.each([
    [
      'is blocked',
      (fleet: FleetInMemory) => blockDevice(fleet, printed(), { serial, time, untilAway: false }),
    ],
    ['has no record', (fleet: FleetInMemory) => fleet.registry.forget(serial)],
    [
      'has no thing any more',
      (fleet: FleetInMemory) => {
        fleet.scripted.things.delete(serial);
        return Promise.resolve();
      },
    ],
  ])('removes one that %s', async (_, prepare) => {
    const fleet = await fleetWithDevice();
    await prepare(fleet);
    await remove(fleet);
    expect(remains(fleet).things).toEqual(['sensor-2']);
    expect(await fleet.registry.find(serial)).toBeUndefined();
  });

  it("does not touch a thing that is not in the fleet's group, whatever is on record", async () => {
    const fleet = await fleetWithDevice();
    fleet.scripted.things.get(serial)?.groups.clear();
    const before = remains(fleet);
    await expect(remove(fleet)).rejects.toThrow("may be another stack's");
    expect(remains(fleet)).toEqual(before);
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'active' });
  });

  it('changes nothing of a thing that another fleet has a certificate on', async () => {
    const fleet = await fleetWithDevice();
    fleet.scripted.policies.set('other_prod_policy', new Set([arnOf('b')]));
    const before = remains(fleet);
    await expect(remove(fleet)).rejects.toThrow(
      'bbbbbbbbbb... of another fleet or stack, with the policy other_prod',
    );
    expect(remains(fleet)).toEqual(before);
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'active' });
  });

  it('can be called off before anything is deleted', async () => {
    const fleet = await fleetWithDevice();
    fleet.scripted.before = (command) => {
      if (command === 'DetachThingPrincipal') {
        throw new Error('no network');
      }
    };
    await expect(remove(fleet)).rejects.toThrow('no network');
    fleet.scripted.before = () => undefined;
    await unblockDevice(fleet, printed(), serial);
    expect(await fleet.registry.find(serial)).toMatchObject({ state: 'active', current: idOf('a') });
    expect(fleet.scripted.statusOf('a')).toBe('ACTIVE');
  });
});

describe('a removal that is interrupted', () => {
  async function interrupted(calls: FailingCalls) {
    const fleet = await fleetWithDevice();
    const failing = {
      ...fleet,
      iot: calls.on(fleet.iot),
      iotData: calls.on(fleet.iotData),
      registry: calls.on(fleet.registry),
    };
    try {
      await removeDevice(failing, printed(), await findRemovable(failing, serial), { time });
    } catch (error) {
      if (!(error instanceof FailedCallError)) {
        throw error;
      }
      // Only where the last answer was lost is nothing left to remove.
      const isLeft = (await fleet.registry.find(serial)) !== undefined;
      if (isLeft) {
        await remove(fleet);
      }
    }
    return { ...remains(fleet), record: await fleet.registry.find(serial) };
  }

  it('is finished by the next run, whichever call has failed', async () => {
    const calls = await everyFailure(interrupted, (state, undisturbed, failure) => {
      expect({ failure, ...state }).toEqual({ failure, ...undisturbed });
    });
    expect(calls).toBeGreaterThan(20);
  });
});
