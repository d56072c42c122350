import { inMemoryDeviceRegistry } from '@fleet/device-registry/testing';
import { idOf, ThingsOfStacks } from '@fleet/device-release/testing';
import { everyFailure, FailedCallError, type FailingCalls } from '@fleet/failing-calls';
import { fleetNames } from '@fleet/fleet-contract';
import { decommission, ThingsRemainError, type Decommissioning } from './decommission';
import { decommissionQuestion, progressOf, removedWords } from './decommission-words';
import { PolicyUnknownError } from './release-adopted';

const names = fleetNames('fleetprov');
const { productionPolicy: ours, thingGroup } = names;
const older = 'old_prod_policy';
const at = new Date('2026-01-01T12:00:00.000Z');

/** A fleet with a device of its own, new-1, and one that it has adopted, old-1. */
async function mixedFleet({ isNoted = true } = {}) {
  const account = new ThingsOfStacks();
  const registry = inMemoryDeviceRegistry();
  account.policies.add(older).add(ours);
  account.addThing('new-1', {}, thingGroup);
  account.addCertificate('n', 'new-1', ours);
  const request = { serial: 'new-1', certificateId: idOf('n'), claimCertificateId: idOf('c'), model: 'm' };
  await registry.recordIssued(undefined, { ...request, at });
  account.addThing('old-1', { model_type: 'pump' }, 'plant', thingGroup);
  account.addCertificate('a', 'old-1', older, ours);
  const before = { policy: older, attributes: { model_type: 'pump' } };
  const adoption = { serial: 'old-1', certificateId: idOf('a'), model: 'pump', issuedAt: at, at };
  await registry.adopt(isNoted ? { ...adoption, before } : adoption);
  return { account, registry };
}

type MixedFleet = Awaited<ReturnType<typeof mixedFleet>>;

/** The adopted device has a certificate of this fleet, and nothing tells its older policy any more. */
async function rotateUntold({ account, registry }: MixedFleet): Promise<void> {
  const request = { serial: 'old-1', certificateId: idOf('b'), issuedOver: idOf('a'), at };
  await registry.recordRotationIssued(await registry.find('old-1'), request);
  account.addCertificate('b', 'old-1', ours);
  account.things.get('old-1')?.certificates.delete(idOf('a'));
  account.certificates.delete(idOf('a'));
}

function run({ account, registry }: MixedFleet, options: Partial<Decommissioning> = {}) {
  return decommission({
    iot: account.client,
    registry,
    names,
    progress: () => undefined,
    now: () => at,
    pause: () => Promise.resolve(),
    ...options,
  });
}

const stateOf = ({ account }: MixedFleet) => ({
  things: Object.fromEntries(account.things),
  certificates: Object.fromEntries(
    [...account.certificates].map(([id, { status, policies }]) => [id.slice(0, 1), [status, ...policies]]),
  ),
});

const released = {
  things: {
    'old-1': {
      attributes: { model_type: 'pump' },
      groups: new Set(['plant']),
      certificates: new Set([idOf('a')]),
    },
  },
  certificates: { a: ['ACTIVE', older] },
};

describe('decommissioning a fleet that has adopted devices', () => {
  it('removes its own, and gives the adopted back as they were', async () => {
    const fleet = await mixedFleet();
    expect(await run(fleet)).toEqual({ things: 1, left: 0, certificates: 1, released: 1 });
    expect(stateOf(fleet)).toEqual(released);
    expect(await fleet.registry.list({ limit: 10 })).toEqual({ devices: [] });
    expect(fleet.account.closed).toEqual(new Set([names.provisioningTemplate, names.rotationTemplate]));
  });

  it('removes nothing while it would leave a certificate without a policy, until somebody names one', async () => {
    const fleet = await mixedFleet({ isNoted: false });
    await rotateUntold(fleet);
    await expect(run(fleet)).rejects.toEqual(new PolicyUnknownError(['old-1']));
    expect([...fleet.account.things.keys()]).toEqual(['new-1', 'old-1']);
    expect(await run(fleet, { adoptedPolicy: older })).toMatchObject({
      things: 1,
      certificates: 1,
      released: 1,
    });
    expect(stateOf(fleet)).toMatchObject({ certificates: { b: ['ACTIVE', older] } });
  });

  it('does not remove what AWS IoT lists in the group for a while longer', async () => {
    const fleet = await mixedFleet();
    fleet.account.lingering.set('old-1', 2);
    expect(await run(fleet)).toMatchObject({ things: 1, released: 1 });
    expect(stateOf(fleet)).toEqual(released);
  });

  it('leaves a thing that somebody else has a certificate on, and takes its own from it', async () => {
    const fleet = await mixedFleet();
    fleet.account.policies.add('other_prod_policy');
    fleet.account.things.get('new-1')?.groups.add('other_fleet');
    fleet.account.addCertificate('o', 'new-1', 'other_prod_policy');
    expect(await run(fleet)).toEqual({ things: 0, left: 1, certificates: 1, released: 1 });
    expect(stateOf(fleet)).toEqual({
      things: {
        ...released.things,
        'new-1': { attributes: {}, groups: new Set(['other_fleet']), certificates: new Set([idOf('o')]) },
      },
      certificates: { ...released.certificates, o: ['ACTIVE', 'other_prod_policy'] },
    });
    expect(await fleet.registry.list({ limit: 10 })).toEqual({ devices: [] });
  });

  it('gives up after a minute in which AWS IoT lists nothing else', async () => {
    const fleet = await mixedFleet();
    fleet.account.lingering.set('old-1', Infinity);
    const paused: number[] = [];
    const pause = (millis: number) => Promise.resolve(paused.push(millis));
    await expect(run(fleet, { pause })).rejects.toBeInstanceOf(ThingsRemainError);
    expect(paused.reduce((sum, millis) => sum + millis, 0)).toBe(60_000);
    expect(fleet.account.things.has('old-1')).toBe(true);
  });

  it('comes to the same when it is run again after any call that fails', async () => {
    const scenario = async (calls: FailingCalls) => {
      const fleet = await mixedFleet();
      const failing = { iot: calls.on(fleet.account.client), registry: calls.on(fleet.registry) };
      await run(fleet, failing).catch((error: unknown) => expect(error).toBeInstanceOf(FailedCallError));
      await run(fleet);
      return stateOf(fleet);
    };
    const count = await everyFailure(scenario, (state, _undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: released });
    });
    expect(count).toBeGreaterThan(15);
  });
});

describe('what the operator of a decommissioning reads', () => {
  it.each([
    [
      { madeHere: 12, adopted: 0 },
      'Remove 12 devices of fleetprov-fleet in here? They will not be able to connect.',
    ],
    [
      { madeHere: 1, adopted: 1 },
      'Remove 1 device of fleetprov-fleet in here? They will not be able to connect. ' +
        '1 device that was adopted will be given back to the older stack.',
    ],
  ])('is a question with both numbers: %j', (counts, question) => {
    expect(decommissionQuestion(counts, names, 'here')).toBe(question);
  });

  it('is how far it has come, every two seconds, and what it has done', () => {
    const said: string[] = [];
    let now = 0;
    const progress = progressOf(
      (line) => void said.push(line),
      () => now,
    );
    for (now = 1_000; now <= 4_000; now += 1_000) {
      progress({ things: now, left: 0, certificates: 2, released: 3 });
    }
    expect(said).toEqual([
      'removed 2000 things, 2 certificates, gave back 3 devices so far',
      'removed 4000 things, 2 certificates, gave back 3 devices so far',
    ]);
    expect(removedWords({ things: 1, left: 0, certificates: 2, released: 3 })).toBe(
      'Removed 1 things and 2 certificates. Gave 3 devices back to the older stack.',
    );
    expect(removedWords({ things: 1, left: 2, certificates: 2, released: 0 })).toBe(
      'Removed 1 things and 2 certificates. Left 2 things to others, who have certificates on them.',
    );
  });
});
