import { ResourceStack } from '@fleet/resource-stack';
import { eventually } from '@fleet/eventually';
import { throttled, type MqttSession } from '../devices/mqtt-session';
import { obtainCertificate, register, type PendingCertificate } from '../devices/registration';
import { listAccount, type AccountListing } from './account-listing';
import { FleetsSideBySide } from './fleets-side-by-side';

const ofFirst = 'first-0001';
const ofSecond = 'second-0001';
/** An operator of the second fleet lets it have the name that a device of the first has. */
const forced = 'forced-0001';

/** Two fleets in one account: neither touches what the other has, from the second one's deploy to its end. */
describe('two fleets in one account', () => {
  const resources = new ResourceStack();
  let fleets: FleetsSideBySide;
  let before: AccountListing;
  let first: { readonly identity: PendingCertificate; readonly session: MqttSession };
  let second: PendingCertificate;
  let firstOfForced: PendingCertificate;

  const withoutForced = (listing: AccountListing): AccountListing =>
    Object.fromEntries(Object.entries(listing).filter(([key]) => !key.endsWith(forced)));

  beforeAll(async () => {
    fleets = await FleetsSideBySide.start(resources);
    first = await fleets.first.provision(ofFirst);
    firstOfForced = await fleets.provisionAndLeave(fleets.first, forced);
    before = await listAccount(fleets.testCloud);
    await fleets.operateSecond('deploy');
    second = await fleets.provisionAndLeave(fleets.second, ofSecond);
  });

  afterAll(() => resources.dispose());

  it('leave each other as they are when one is deployed, and has a device', async () => {
    expect(await listAccount(fleets.testCloud)).toMatchObject(before);
    await expect(fleets.groupsOf(ofFirst)).resolves.toEqual([fleets.first.names.thingGroup]);
    await expect(fleets.groupsOf(ofSecond)).resolves.toEqual([fleets.second.names.thingGroup]);
  });

  it('refuse each other’s serials, and take nothing of them on record', async () => {
    await expect(fleets.second.provisionUnproven(ofFirst)).rejects.toMatchObject({ statusCode: 403 });
    await fleets.second.decisions.about({ source: 'provision', serial: ofFirst, reason: 'foreign-thing' });
    await expect(fleets.first.provisionUnproven(ofSecond)).rejects.toMatchObject({ statusCode: 403 });
    await fleets.first.decisions.about({ source: 'provision', serial: ofSecond, reason: 'foreign-thing' });
    expect(await fleets.second.registry.find(ofFirst)).toBeUndefined();
    expect(await fleets.first.registry.find(ofSecond)).toBeUndefined();
  });

  it('close their templates to each other’s claims and devices', async () => {
    const { provisioningTemplate, rotationTemplate } = fleets.second.names;
    const claim = await fleets.first.connectClaim();
    const asked = register(claim, provisioningTemplate, await obtainCertificate(claim), {
      SerialNumber: 'lured-0001',
    });
    await expect(asked).rejects.toThrow();
    const session = await eventually('connection of the second device', () =>
      fleets.second.connect(second, { clientId: ofSecond }).catch(throttled),
    );
    await session.close();
    const own = await obtainCertificate(first.session);
    await expect(register(first.session, rotationTemplate, own, { SerialNumber: ofFirst })).rejects.toThrow();
    first = {
      ...first,
      session: await eventually('connection of the first device', () =>
        fleets.first.connect(first.identity, { clientId: ofFirst }).catch(throttled),
      ),
    };
  });

  it('hear of each other’s connections by the account’s lifecycle events, and believe nothing of them', async () => {
    const about = { source: 'proof', decision: 'refused', reason: 'unknown-device' } as const;
    await fleets.first.decisions.about({ ...about, serial: ofSecond });
    await fleets.second.decisions.about({ ...about, serial: ofFirst });
    expect(await fleets.first.registry.find(ofSecond)).toBeUndefined();
    expect(await fleets.second.registry.find(ofFirst)).toBeUndefined();
  });

  it('block, age and permit no device of each other', async () => {
    await fleets.devicesOfSecond('block', ofFirst, '--reason', 'a mistake');
    await expect(fleets.status(first.identity.certificateId)).resolves.toBe('ACTIVE');
    await first.session.subscribe([`cmd/${ofFirst}/alerts`]);
    await fleets.devicesOfSecond('unblock', ofFirst);
    const aged = await fleets.devicesOfSecond('age', ofFirst, '20180630');
    expect(aged.stderr.join()).toContain('is not in the group fleetprov-b_fleet');
    const permitted = await fleets.devicesOfSecond('permit', 'first-0002', 'rotate');
    expect(permitted.stderr.join()).toContain('no record');
    const { stdout } = await fleets.devicesOfSecond('list', '--all', '--json');
    expect(stdout.join()).not.toContain(forced);
  });

  it('sweep each its own devices, by its own rules', async () => {
    await fleets.testCloud.cloud.moveTime('+40d');
    await expect(fleets.sweepFirst()).resolves.toMatchObject({ found: 0, warned: 0, expired: 0, failed: 0 });
    await fleets.testCloud.cloud.moveTime('+3d');
    await expect(fleets.sweepSecond()).resolves.toMatchObject({ found: 1, expired: 1, failed: 0 });
    await expect(fleets.status(second.certificateId)).resolves.toBe('INACTIVE');
    await expect(fleets.status(first.identity.certificateId)).resolves.toBe('ACTIVE');
    await expect(fleets.status(firstOfForced.certificateId)).resolves.toBe('ACTIVE');
  });

  it('may both have a serial only where an operator permits it, who is warned', async () => {
    await fleets.devicesOfSecond('allow', forced);
    const { stderr } = await fleets.devicesOfSecond('permit', forced, 'reprovision');
    expect(stderr.join()).toContain(`devices revoke-permit ${forced}`);
    await fleets.provisionAndLeave(fleets.second, forced);
    await expect(fleets.groupsOf(forced)).resolves.toHaveLength(2);
  });

  it('go one by one: what is decommissioned and destroyed leaves the other as it was', async () => {
    expect(await fleets.operateSecond('decommission', '--yes')).toContain('Left 1 things to others');
    await fleets.operateSecond('destroy', '--yes');
    expect(withoutForced(await listAccount(fleets.testCloud))).toEqual(withoutForced(before));
    await expect(fleets.groupsOf(forced)).resolves.toEqual([fleets.first.names.thingGroup]);
    await expect(fleets.sweepFirst()).resolves.toMatchObject({ found: 0, failed: 0 });
  });

  it('let their devices connect as before', async () => {
    const session = await eventually('connection with the serial that both had', () =>
      fleets.first.connect(firstOfForced, { clientId: forced }).catch(throttled),
    );
    await session.close();
    await fleets.first.proven(forced, firstOfForced.certificateId);
  });
});
