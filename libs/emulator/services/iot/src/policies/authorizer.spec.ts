import { errorCodeOf } from '../testing/error-code';
import { signingRequest } from '../testing/signing-requests';
import type { TestControlPlane } from '../testing/test-control-plane';
import { allowing, openTestControlPlane } from '../testing/test-control-plane';
import type { IotDataAction } from './authorization';

const ownTopics = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'iot:Publish',
      Resource: 'arn:aws:iot:us-east-1:123456789012:topic/dt/${iot:Connection.Thing.ThingName}/*',
    },
    {
      Effect: 'Allow',
      Action: 'iot:Receive',
      Resource: '*',
      Condition: { StringEquals: { 'iot:Connection.Thing.Attributes[model]': 'M1' } },
    },
  ],
});

describe('authorisation', () => {
  let cloud: TestControlPlane;
  let certificateId: string;
  /** Of one connection. */
  let principal: { readonly certificateId: string };
  let arn: string;
  const may = (action: IotDataAction, topic: string, clientId = 't') =>
    cloud.iot.authorize({
      principal,
      clientId,
      action,
      resource: { type: 'topic', name: topic },
    });

  beforeEach(async () => {
    cloud = await openTestControlPlane();
    const issued = await cloud.iot.issuance.fromSigningRequest(await signingRequest());
    certificateId = cloud.iot.certificates.add(issued, 'ACTIVE').certificateId;
    principal = { certificateId };
    arn = cloud.iot.arns.certificate(certificateId);
    cloud.iot.policies.create('own', ownTopics);
    cloud.iot.things.create('t', undefined, { model: 'M1' });
  });
  afterEach(() => cloud.close());

  it('needs a policy, and the thing that the policy speaks of', () => {
    expect(may('iot:Publish', 'dt/t/x')).toBe(false);
    cloud.iot.policyAttachments.attach('own', arn);
    expect(may('iot:Publish', 'dt/t/x')).toBe(false);
    cloud.iot.thingPrincipals.attach('t', arn);
    expect(may('iot:Publish', 'dt/t/x')).toBe(true);
    expect(may('iot:Publish', 'dt/u/x')).toBe(false);
    expect(may('iot:Publish', 'dt/t/x', 'u')).toBe(false);
  });

  it('speaks of an exclusive thing under any client id', () => {
    cloud.iot.policyAttachments.attach('own', arn);
    cloud.iot.thingPrincipals.attach('t', arn, 'EXCLUSIVE_THING');
    expect(may('iot:Publish', 'dt/t/x', 'anything')).toBe(true);
  });

  it('follows every change at once', () => {
    const { iot } = cloud;
    iot.policyAttachments.attach('own', arn);
    iot.thingPrincipals.attach('t', arn);
    expect(may('iot:Receive', 'a')).toBe(true);
    iot.things.update('t', { attributes: { model: 'M2' } });
    expect(may('iot:Receive', 'a')).toBe(false);
    iot.policies.createVersion('own', allowing('iot:Receive'), true);
    expect(may('iot:Receive', 'a')).toBe(true);
    iot.policies.setDefaultVersion('own', '1');
    expect(may('iot:Receive', 'a')).toBe(false);
    iot.things.update('t', { attributes: { model: 'M1' }, merge: true });
    expect(may('iot:Receive', 'a')).toBe(true);
    iot.thingPrincipals.detach('t', arn);
    expect(may('iot:Receive', 'a')).toBe(false);
    iot.thingPrincipals.attach('t', arn);
    expect(may('iot:Receive', 'a')).toBe(true);
    iot.policyAttachments.detach('own', arn);
    expect(may('iot:Receive', 'a')).toBe(false);
    iot.policyAttachments.attach('own', arn);
    iot.certificates.updateStatus(certificateId, 'INACTIVE');
    expect(may('iot:Receive', 'a')).toBe(false);
  });

  it('adds the policies of the groups a thing is in, and of the groups above', () => {
    const { iot } = cloud;
    iot.thingPrincipals.attach('t', arn);
    iot.thingGroups.create('all');
    iot.thingGroups.create('some', 'all');
    iot.thingGroups.addThing('some', 't');
    iot.policies.create('everything', allowing('iot:*'));
    expect(may('iot:Publish', 'x')).toBe(false);
    iot.policyAttachments.attach('everything', iot.arns.thingGroup('all'));
    expect(may('iot:Publish', 'x')).toBe(true);
    expect(may('iot:Publish', 'x', 'not-t')).toBe(false);
    iot.thingGroups.removeThing('some', 't');
    expect(may('iot:Publish', 'x')).toBe(false);
  });

  it('is not read anew for what others get and lose', async () => {
    const { iot } = cloud;
    iot.policyAttachments.attach('own', arn);
    iot.thingPrincipals.attach('t', arn);
    iot.thingGroups.create('all');
    expect(may('iot:Receive', 'a')).toBe(true);
    const read = jest.spyOn(cloud.store, 'all');
    const other = iot.certificates.add(
      await iot.issuance.fromSigningRequest(await signingRequest()),
      'ACTIVE',
    );
    const otherArn = iot.arns.certificate(other.certificateId);
    iot.things.create('other', undefined, { model: 'M2' });
    iot.thingGroups.addThing('all', 'other');
    iot.policyAttachments.attach('own', otherArn);
    iot.thingPrincipals.attach('other', otherArn);
    iot.certificates.updateStatus(other.certificateId, 'INACTIVE');
    read.mockClear();
    expect(may('iot:Receive', 'a')).toBe(true);
    expect(read).not.toHaveBeenCalled();
    iot.thingGroups.addThing('all', 't');
    expect(may('iot:Receive', 'a')).toBe(true);
    expect(read).toHaveBeenCalled();
    read.mockRestore();
  });

  it('follows a group that is deleted', () => {
    const { iot } = cloud;
    iot.thingPrincipals.attach('t', arn);
    iot.thingGroups.create('all');
    iot.thingGroups.addThing('all', 't');
    iot.policies.create('everything', allowing('iot:*'));
    iot.policyAttachments.attach('everything', iot.arns.thingGroup('all'));
    expect(may('iot:Publish', 'x')).toBe(true);
    iot.thingGroups.delete('all');
    expect(may('iot:Publish', 'x')).toBe(false);
  });

  it('follows a thing that comes after its certificate was attached to it', () => {
    const { iot } = cloud;
    iot.policyAttachments.attach('own', arn);
    iot.thingPrincipals.attach('t', arn);
    expect(may('iot:Receive', 'a')).toBe(true);
    iot.thingPrincipals.detach('t', arn);
    iot.things.delete('t');
    expect(may('iot:Receive', 'a')).toBe(false);
    iot.things.create('t', undefined, { model: 'M1' });
    expect(may('iot:Receive', 'a')).toBe(false);
    iot.thingPrincipals.attach('t', arn);
    expect(may('iot:Receive', 'a')).toBe(true);
  });

  it('knows no rights of a certificate that is not on record', () => {
    expect(
      cloud.iot.authorize({
        principal: { certificateId: '0'.repeat(64) },
        clientId: 't',
        action: 'iot:Connect',
        resource: { type: 'client', name: 't' },
      }),
    ).toBe(false);
  });
});

describe('policies', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
  });
  afterEach(() => cloud.close());

  it('have five versions at most, and never the same id twice', () => {
    const { policies } = cloud.iot;
    policies.create('p', allowing('iot:Connect'));
    const ids = [2, 3, 4, 5].map(() => policies.createVersion('p', allowing('iot:Connect')).versionId);
    expect(ids).toEqual([2, 3, 4, 5]);
    const sixth = () => policies.createVersion('p', allowing('iot:Connect'));
    expect(errorCodeOf(sixth)).toBe('VersionsLimitExceededException');
    policies.deleteVersion('p', '5');
    expect(sixth().versionId).toBe(6);
    expect(errorCodeOf(() => policies.deleteVersion('p', '1'))).toBe('DeleteConflictException');
  });

  it('are not deleted while they are attached', async () => {
    const { iot } = cloud;
    const issued = await iot.issuance.fromSigningRequest(await signingRequest());
    const arn = iot.arns.certificate(iot.certificates.add(issued, 'ACTIVE').certificateId);
    iot.policies.create('p', allowing('iot:Connect'));
    iot.policyAttachments.attach('p', arn);
    iot.policyAttachments.attach('p', arn);
    expect(errorCodeOf(() => iot.policies.delete('p'))).toBe('DeleteConflictException');
    expect(iot.policyAttachments.targetsOf({}, 'p').items).toEqual([arn]);
    iot.policyAttachments.detach('p', arn);
    iot.policies.delete('p');
  });

  it.each([
    ['no target', undefined],
    ['something else than a certificate or a group', 'arn:aws:s3:::bucket'],
  ])('are not listed, attached or detached for %s', (_what, target) => {
    const { policies, policyAttachments } = cloud.iot;
    policies.create('p', allowing('iot:Connect'));
    for (const action of [
      () => policyAttachments.policiesOf({}, target),
      () => policyAttachments.attach('p', target),
      () => policyAttachments.detach('p', target),
    ]) {
      expect(errorCodeOf(action)).toBe('InvalidRequestException');
    }
  });

  it('have no version in force, and lose none, without the id of one', () => {
    const { policies } = cloud.iot;
    policies.create('p', allowing('iot:Connect'));
    for (const versionId of [undefined, '', 'newest']) {
      expect(errorCodeOf(() => policies.setDefaultVersion('p', versionId))).toBe('InvalidRequestException');
      expect(errorCodeOf(() => policies.deleteVersion('p', versionId))).toBe('InvalidRequestException');
    }
    expect(policies.version('p').versionId).toBe(1);
  });

  it('are attached to a certificate at most ten at a time', async () => {
    const { iot } = cloud;
    const issued = await iot.issuance.fromSigningRequest(await signingRequest());
    const arn = iot.arns.certificate(iot.certificates.add(issued, 'ACTIVE').certificateId);
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`);
    for (const name of names) {
      iot.policies.create(name, allowing('iot:Connect'));
    }
    for (const name of names.slice(0, 10)) {
      iot.policyAttachments.attach(name, arn);
    }
    expect(errorCodeOf(() => iot.policyAttachments.attach('p10', arn))).toBe('LimitExceededException');
  });
});
