import { Consistency, DeferredWork } from '@fleet/consistency';
import { brokerPorts } from '../broker-ports';
import type { IotDataAction } from '../policies/authorization';
import { errorCodeOf } from '../testing/error-code';
import { signingRequest } from '../testing/signing-requests';
import { allowing, derOf, openTestControlPlane } from '../testing/test-control-plane';
import type { TestControlPlane } from '../testing/test-control-plane';
import { propagationDelays } from './propagation-delays';

const seconds = 1000;
const minutes = 60 * seconds;

/** As long as on AWS, and in any case that a seed makes: what is asserted holds for every delay that can be drawn. */
describe.each(['one', 'two', 'three'])('the control plane in eventual mode, by the seed "%s"', (seed) => {
  let cloud: TestControlPlane;
  let certificateId: string;
  /** Of one connection. */
  let principal: { readonly certificateId: string };
  let arn: string;
  beforeEach(async () => {
    // What is asserted to the second holds on a slow machine, too, whose own time goes on meanwhile.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    cloud = await openTestControlPlane({ consistency: new Consistency({ seed, scale: 1 }) });
    const issued = await cloud.iot.issuance.fromSigningRequest(await signingRequest());
    certificateId = cloud.iot.certificates.add(issued, 'ACTIVE').certificateId;
    principal = { certificateId };
    arn = cloud.iot.arns.certificate(certificateId);
  });
  afterEach(() => {
    cloud.close();
    jest.restoreAllMocks();
  });

  const pass = (millis: number): void => cloud.clock.setOffset(cloud.clock.offsetMillis + millis);
  const may = (action: IotDataAction): boolean =>
    cloud.iot.authorize({
      principal,
      clientId: 't',
      action,
      resource: action === 'iot:Connect' ? { type: 'client', name: 't' } : { type: 'topic', name: 'a' },
    });
  const attach = (policyName: string, ...actions: string[]): void => {
    cloud.iot.policies.create(policyName, allowing(...actions));
    cloud.iot.policyAttachments.attach(policyName, arn);
  };
  const connected = (): void => {
    pass(propagationDelays.attachmentAtConnect.mostMillis);
    expect(may('iot:Connect')).toBe(true);
  };
  const settled = (): void => {
    attach('p', 'iot:Connect', 'iot:Publish');
    pass(8 * minutes);
    expect([may('iot:Connect'), may('iot:Publish')]).toEqual([true, true]);
    // What changes from now on changes after that CONNECT.
    pass(1);
  };

  it('lets a device in within seconds of its registration, and then do what its policy allows', () => {
    attach('p', 'iot:Connect', 'iot:Publish');
    connected();
    expect(may('iot:Publish')).toBe(true);
  });

  it('keeps a policy that was detached in force on an open connection, and lets no new one in', () => {
    settled();
    cloud.iot.policyAttachments.detach('p', arn);
    pass(10 * seconds);
    expect(may('iot:Publish')).toBe(true);
    expect(may('iot:Connect')).toBe(false);
    expect(may('iot:Publish')).toBe(false);
  });

  it('ends what an open connection may do by a detached policy within eight minutes', () => {
    settled();
    cloud.iot.policyAttachments.detach('p', arn);
    pass(6 * minutes - seconds);
    expect(may('iot:Publish')).toBe(true);
    pass(2 * minutes + seconds);
    expect(may('iot:Publish')).toBe(false);
  });

  it('puts another version of a policy in force after six to eight minutes', () => {
    settled();
    cloud.iot.policies.createVersion('p', allowing('iot:Connect'), true);
    pass(6 * minutes - seconds);
    expect([may('iot:Connect'), may('iot:Publish')]).toEqual([true, true]);
    pass(2 * minutes + seconds);
    expect([may('iot:Connect'), may('iot:Publish')]).toEqual([true, false]);
  });

  it('refuses a deactivated certificate at the next handshake, and lets its connections live on for minutes', async () => {
    settled();
    const ended: string[] = [];
    const { certificatePem } = cloud.iot.certificates.describe(certificateId);
    const ports = brokerPorts(cloud.iot, new DeferredWork(cloud.clock), () => Promise.resolve());
    const end = new Promise<void>((resolve) => {
      ports.onCertificateDeactivated((id) => {
        ended.push(id);
        resolve();
      });
    });
    cloud.iot.certificates.updateStatus(certificateId, 'INACTIVE');
    expect(cloud.iot.authenticate(derOf(certificatePem)).status).toBe('inactive');
    expect(may('iot:Publish')).toBe(true);
    expect(ended).toEqual([]);
    cloud.iot.certificates.delete(certificateId, true);
    expect(may('iot:Publish')).toBe(true);
    expect(ended).toEqual([]);
    pass(5 * minutes);
    expect(may('iot:Publish')).toBe(false);
    await end;
    expect(ended).toEqual([certificateId]);
  });

  it('deletes no policy until its detachment has been seen', () => {
    attach('p', 'iot:Connect');
    cloud.iot.policyAttachments.detach('p', arn);
    const remove = () => cloud.iot.policies.delete('p');
    expect(errorCodeOf(remove)).toBe('DeleteConflictException');
    pass(5 * minutes);
    remove();
  });

  it('lists a principal that was detached for some seconds more, once and in its place', async () => {
    const { certificates, things, thingPrincipals, arns, issuance } = cloud.iot;
    things.create('t');
    const more = await Promise.all(
      [1, 2].map(async () => issuance.fromSigningRequest(await signingRequest())),
    );
    const ids = [
      certificateId,
      ...more.map((issued) => certificates.add(issued, 'ACTIVE').certificateId),
    ].sort();
    for (const id of ids) {
      thingPrincipals.attach('t', arns.certificate(id));
    }
    const [first = '', second = ''] = ids;
    thingPrincipals.detach('t', arns.certificate(second));
    const listed = (): string[] => {
      const page = thingPrincipals.ofThing({ maxResults: 2 }, 't');
      const rest = thingPrincipals.ofThing({ maxResults: 2, nextToken: page.nextToken }, 't');
      const all = page.nextToken === undefined ? page.items : [...page.items, ...rest.items];
      return all.map((each) => each.certificateId);
    };
    expect(listed()).toEqual(ids);
    expect(thingPrincipals.ofPrincipal({}, arns.certificate(second)).items).toHaveLength(1);
    pass(10 * seconds);
    expect(listed()).toEqual(ids.filter((id) => id !== second));
    expect(thingPrincipals.ofPrincipal({}, arns.certificate(second)).items).toEqual([]);
    expect(thingPrincipals.ofPrincipal({}, arns.certificate(first)).items).toHaveLength(1);
  });

  it('deletes neither thing nor certificate until their detachment has been seen', () => {
    cloud.iot.things.create('t');
    cloud.iot.thingPrincipals.attach('t', arn);
    cloud.iot.certificates.updateStatus(certificateId, 'INACTIVE');
    cloud.iot.thingPrincipals.detach('t', arn);
    expect(errorCodeOf(() => cloud.iot.things.delete('t'))).toBe('InvalidRequestException');
    expect(errorCodeOf(() => cloud.iot.certificates.delete(certificateId))).toBe('DeleteConflictException');
    pass(10 * seconds);
    cloud.iot.things.delete('t');
    cloud.iot.certificates.delete(certificateId);
  });

  it('deletes no parent group until the end of its child has been seen', () => {
    cloud.iot.thingGroups.create('parent');
    cloud.iot.thingGroups.create('child', 'parent');
    cloud.iot.thingGroups.delete('child');
    expect(errorCodeOf(() => cloud.iot.thingGroups.delete('parent'))).toBe('InvalidRequestException');
    pass(50 * seconds);
    cloud.iot.thingGroups.delete('parent');
  });
});

describe('the fleet index in eventual mode', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane({ consistency: new Consistency({ seed: 'index', scale: 1 }) });
    cloud.iot.indexing.update({
      things: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' },
    });
  });
  afterEach(() => cloud.close());

  const pass = (millis: number): void => cloud.clock.setOffset(cloud.clock.offsetMillis + millis);
  const settle = (): void => pass(propagationDelays.indexedThing.mostMillis);
  const search = (query: string, maxResults?: number): string[] => {
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = cloud.iot.fleetIndex.search(query, { maxResults, nextToken });
      expect(page.items.length).toBeLessThanOrEqual(maxResults ?? 100);
      found.push(...page.items.map(({ thing }) => thing.thingName));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    return found.sort();
  };

  it('does not find a new thing at once, nor a new member of a group', async () => {
    cloud.iot.things.create('t');
    expect([search('*'), await cloud.iot.fleetIndex.count('*')]).toEqual([[], 0]);
    settle();
    expect([search('*'), await cloud.iot.fleetIndex.count('*')]).toEqual([['t'], 1]);
    cloud.iot.thingGroups.create('g');
    cloud.iot.thingGroups.addThing('g', 't');
    expect(search('thingGroupNames:g')).toEqual([]);
    settle();
    expect(search('thingGroupNames:g')).toEqual(['t']);
  });

  it('finds what has just changed or is gone by what it was, with the values of then', async () => {
    cloud.iot.things.create('changed', undefined, { a: '1' });
    cloud.iot.things.create('gone', undefined, { a: '1' });
    cloud.iot.things.create('stays', undefined, { a: '1' });
    settle();
    cloud.iot.things.update('changed', { attributes: { a: '2' } });
    cloud.iot.things.delete('gone');
    expect(search('attributes.a:1')).toEqual(['changed', 'gone', 'stays']);
    // What has no room on the first page is seen as it is by now.
    expect(search('attributes.a:1', 2)).toEqual(['changed', 'stays']);
    expect(await cloud.iot.fleetIndex.count('attributes.a:1')).toBe(3);
    expect(search('attributes.a:2')).toEqual([]);
    const [found] = cloud.iot.fleetIndex.search('changed', {}).items;
    expect(found?.thing.attributes).toEqual({ a: '1' });
    settle();
    expect(search('attributes.a:1')).toEqual(['stays']);
    expect(search('attributes.a:2')).toEqual(['changed']);
  });

  it('does not know at once who has connected', () => {
    cloud.iot.things.create('t');
    settle();
    cloud.iot.connectivity.connected({ clientId: 't', sessionIdentifier: 's', at: cloud.clock.now() });
    expect(search('connectivity.connected:true')).toEqual([]);
    settle();
    expect(search('connectivity.connected:true')).toEqual(['t']);
  });

  it('can find a thing and then not find it again, for a while', () => {
    const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
    for (const name of names) {
      cloud.iot.things.create(name);
    }
    let wentBack = false;
    const seen = new Set<string>();
    for (let second = 0; second < 50; second += 1) {
      pass(seconds);
      const found = search('*');
      wentBack ||= [...seen].some((name) => !found.includes(name));
      for (const name of found) {
        seen.add(name);
      }
    }
    expect(wentBack).toBe(true);
    expect(search('*')).toEqual([...names].sort());
  });
});
