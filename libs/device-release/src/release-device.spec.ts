import type { DeviceRegistry } from '@fleet/device-registry';
import { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';
import { everyFailure, FailedCallError, FailingCalls } from '@fleet/failing-calls';
import { fleetNames } from '@fleet/fleet-contract';
import { countDevices } from './count-devices';
import { releaseDevice, type Release } from './release-device';
import { idOf, ThingsOfStacks } from './testing/things-of-stacks';

const names = fleetNames('fleetprov');
const { productionPolicy: ours, thingGroup } = names;
const older = 'old_prod_policy';
const serial = 'old-1';
const on = (day: string): Date => new Date(`${day}T12:00:00.000Z`);

interface Adopting {
  /** Whether the record has what it takes to give the device back. */
  readonly isNoted?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The account of an older stack whose thing old-1, with the certificate a, this fleet has adopted. */
async function adoptedFleet({ isNoted = true, attributes = {} }: Adopting = {}) {
  const account = new ThingsOfStacks();
  const registry = inMemoryDeviceRegistry();
  account.policies.add(older).add(ours);
  account.addThing(serial, { ...attributes, room: '7' }, 'plant', thingGroup);
  account.addCertificate('a', serial, older, ours);
  const [issuedAt, at] = [on('2024-05-01'), on('2026-01-01')];
  const adoption = { serial, certificateId: idOf('a'), model: 'pump', issuedAt, at };
  await registry.adopt(isNoted ? { ...adoption, before: { policy: older, attributes } } : adoption);
  return { account, registry };
}

type AdoptedFleet = Awaited<ReturnType<typeof adoptedFleet>>;

/** The device gets the certificate b from this fleet's rotation template, and its thing what that writes. */
async function register({ account, registry }: AdoptedFleet): Promise<void> {
  const request = { serial, certificateId: idOf('b'), issuedOver: idOf('a'), at: on('2026-02-01') };
  await registry.recordRotationIssued(await registry.find(serial), request);
  account.addCertificate('b', serial, ours);
  Object.assign(account.things.get(serial)?.attributes ?? {}, {
    cert_issuance: '20260201',
    model_type: 'pump',
  });
}

/** The same, proven: the certificate a is retired, as the proof handler leaves it. */
async function rotate(fleet: AdoptedFleet): Promise<void> {
  const { account, registry } = fleet;
  await register(fleet);
  const at = on('2026-02-02');
  await registry.proveCurrent({ serial, certificateId: idOf('b'), source: 'confirmation', at });
  await registry.noteRetired(serial, [idOf('a')], { at, retainDays: 30 });
  account.things.get(serial)?.certificates.delete(idOf('a'));
  account.certificates.set(idOf('a'), { status: 'INACTIVE', policies: new Set([older]) });
}

function release({ account, registry }: AdoptedFleet, options: Partial<Release> = {}, calls?: FailingCalls) {
  const fleet = { iot: account.client, registry, names, now: () => on('2026-02-03') };
  const failing =
    calls === undefined ? fleet : { ...fleet, iot: calls.on(fleet.iot), registry: calls.on(registry) };
  return releaseDevice(failing, { serial, ...options });
}

const stateOf = ({ account }: AdoptedFleet) => ({
  thing: account.things.get(serial),
  certificates: Object.fromEntries(
    [...account.certificates].map(([id, { status, policies }]) => [id.slice(0, 1), [status, ...policies]]),
  ),
});

describe('releasing an adopted device', () => {
  it('leaves thing and certificate as they were before', async () => {
    const fleet = await adoptedFleet({ attributes: { cert_issuance: '20240501' } });
    Object.assign(fleet.account.things.get(serial)?.attributes ?? {}, {
      cert_issuance: '20180630',
      rotation_notified: '20260301',
      model_type: 'pump',
    });
    expect(await release(fleet)).toEqual({ outcome: 'released', kept: [idOf('a')], deleted: [] });
    expect(stateOf(fleet)).toEqual({
      thing: {
        attributes: { cert_issuance: '20240501', room: '7' },
        groups: new Set(['plant']),
        certificates: new Set([idOf('a')]),
      },
      certificates: { a: ['ACTIVE', older] },
    });
    expect(await fleet.registry.find(serial)).toBeUndefined();
  });

  it('lets it keep the certificate that it has rotated to, with the older policy in place of ours', async () => {
    const fleet = await adoptedFleet();
    await rotate(fleet);
    expect(await release(fleet)).toEqual({ outcome: 'released', kept: [idOf('b')], deleted: [idOf('a')] });
    expect(stateOf(fleet)).toEqual({
      thing: {
        attributes: { cert_issuance: '20260201', room: '7' },
        groups: new Set(['plant']),
        certificates: new Set([idOf('b')]),
      },
      certificates: { b: ['ACTIVE', older] },
    });
  });

  it('lets it keep a successor that is not proven as well: its device may have no other by now', async () => {
    const fleet = await adoptedFleet();
    await register(fleet);
    expect(await release(fleet)).toEqual({
      outcome: 'released',
      kept: [idOf('a'), idOf('b')],
      deleted: [],
    });
    expect(stateOf(fleet).certificates).toEqual({ a: ['ACTIVE', older], b: ['ACTIVE', older] });
  });

  it('leaves a certificate inactive that is inactive', async () => {
    const fleet = await adoptedFleet();
    fleet.account.certificates.set(idOf('a'), { status: 'INACTIVE', policies: new Set([older, ours]) });
    await release(fleet);
    expect(stateOf(fleet).certificates).toEqual({ a: ['INACTIVE', older] });
  });

  it('finds the older policy on the certificate that was adopted, where the record does not have it', async () => {
    const fleet = await adoptedFleet({ isNoted: false });
    await rotate(fleet);
    expect(await release(fleet)).toMatchObject({ outcome: 'released' });
    expect(stateOf(fleet)).toMatchObject({
      thing: { attributes: { cert_issuance: '20260201', model_type: 'pump', room: '7' } },
      certificates: { b: ['ACTIVE', older] },
    });
  });

  it('changes nothing where a certificate would be left without a policy, until somebody names one', async () => {
    const fleet = await adoptedFleet({ isNoted: false });
    await rotate(fleet);
    fleet.account.certificates.delete(idOf('a'));
    const before = structuredClone(stateOf(fleet));
    expect(await release(fleet)).toEqual({ outcome: 'policy-unknown' });
    expect(stateOf(fleet)).toEqual(before);
    expect(await release(fleet, { policy: older })).toMatchObject({ outcome: 'released' });
    expect(stateOf(fleet).certificates).toEqual({ b: ['ACTIVE', older] });
  });

  it('takes our policy from no certificate where the older one does not exist any more', async () => {
    const fleet = await adoptedFleet();
    await rotate(fleet);
    fleet.account.policies.delete(older);
    await expect(release(fleet)).rejects.toThrow(`${older} not found`);
    expect(stateOf(fleet).certificates).toMatchObject({ b: ['ACTIVE', ours] });
    expect(await fleet.registry.find(serial)).toBeDefined();
  });

  it('is for adopted devices alone', async () => {
    const { account, registry } = await adoptedFleet();
    const request = { serial: 'new-1', certificateId: idOf('n'), claimCertificateId: idOf('c'), model: 'm' };
    await registry.recordIssued(undefined, { ...request, at: on('2026-01-01') });
    for (const other of ['new-1', 'nobody']) {
      const fleet = { iot: account.client, registry, names, now: () => on('2026-01-02') };
      const outcome = await releaseDevice(fleet, { serial: other });
      expect(outcome).toEqual({ outcome: 'not-adopted' });
    }
    expect(await countDevices(registry)).toEqual({ adopted: 1, madeHere: 1 });
  });
});

describe('releasing an adopted device, of which one call fails', () => {
  it.each([
    ['before it has rotated', () => Promise.resolve()],
    ['after it has rotated', rotate],
    ['while it rotates', register],
  ])('ends the same the second time, and never leaves it without a policy: %s', async (_, prepare) => {
    const scenario = async (calls: FailingCalls) => {
      const fleet = await adoptedFleet({ attributes: { model_type: 'pump 1' } });
      await prepare(fleet);
      const isFirst = await release(fleet, {}, calls).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(FailedCallError);
          return false;
        },
      );
      for (const id of fleet.account.things.get(serial)?.certificates ?? []) {
        expect(fleet.account.certificates.get(id)?.policies.size).toBeGreaterThan(0);
      }
      if (!isFirst) {
        await release(fleet);
      }
      return stateOf(fleet);
    };
    const count = await everyFailure(scenario, (state, undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: undisturbed });
    });
    expect(count).toBeGreaterThan(8);
  });
});

describe('releasing an adopted device while a hook lets it have one more certificate', () => {
  /** AWS IoT carries out what the hook has let through by the moment when the hooks begin to refuse the device. */
  function registersLate(fleet: AdoptedFleet): Pick<DeviceRegistry, 'find' | 'beginRelease' | 'forget'> {
    const { account, registry } = fleet;
    const attach = (): void => {
      if (!account.certificates.has(idOf('c'))) {
        account.addCertificate('c', serial, ours);
      }
    };
    return {
      find: (of) => registry.find(of),
      beginRelease: (of, at) => {
        attach();
        return registry.beginRelease(of, at);
      },
      forget: (of) => {
        attach();
        return registry.forget(of);
      },
    };
  }

  it('gives that certificate back, too, whichever call fails', async () => {
    const scenario = async (calls: FailingCalls) => {
      const fleet = await adoptedFleet();
      const [at, certificateId] = [on('2026-02-01'), idOf('c')];
      const request = { serial, certificateId, issuedOver: idOf('a'), at };
      await fleet.registry.recordRotationIssued(await fleet.registry.find(serial), request);
      const late = registersLate(fleet);
      const once = (first: FailingCalls) =>
        releaseDevice(
          {
            iot: first.on(fleet.account.client),
            registry: first.on(late),
            names,
            now: () => on('2026-02-02'),
          },
          { serial },
        );
      await once(calls).catch(async (error: unknown) => {
        expect(error).toBeInstanceOf(FailedCallError);
        await once(new FailingCalls(undefined));
      });
      return { ...stateOf(fleet), record: await fleet.registry.find(serial) };
    };
    const count = await everyFailure(scenario, (state, undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: undisturbed });
      expect(state.certificates).toEqual({ a: ['ACTIVE', older], c: ['ACTIVE', older] });
    });
    expect(count).toBeGreaterThan(8);
  });
});
