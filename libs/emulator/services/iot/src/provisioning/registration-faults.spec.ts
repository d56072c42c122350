import { Delays, faultDefinition, Faults } from '@fleet/faults';
import { signingRequest } from '../testing/signing-requests';
import { allowing, openTestControlPlane } from '../testing/test-control-plane';
import type { TestControlPlane } from '../testing/test-control-plane';
import type { ProvisioningRequester } from './provisioning-api';
import { registrationFaultPoints } from './registration-calls';
import type { RegistrationCall } from './registration-calls';

const requester: ProvisioningRequester = {
  principal: { certificateId: 'c'.repeat(64) },
  clientId: 'claim:1',
};

const certificateId = { Ref: 'AWS::IoT::Certificate::Id' };
const body = {
  Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: { ThingName: { Ref: 'SerialNumber' }, ThingGroups: ['fleet'] },
      OverrideSettings: { ThingGroups: 'MERGE' },
    },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: certificateId, Status: 'Active' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'production' } },
  },
};

describe('a registration that stops between two of its calls', () => {
  let cloud: TestControlPlane;
  let faults: Faults;
  let throttled: RegistrationCall | undefined;
  const delays = new Delays();

  beforeEach(async () => {
    throttled = undefined;
    faults = new Faults({ families: [registrationFaultPoints], onFired: () => undefined });
    cloud = await openTestControlPlane({
      faults: { at: (point, details) => faults.at(point, details), wait: (millis) => delays.wait(millis) },
      admits: (call) => call !== throttled,
    });
    cloud.iot.policies.create('production', allowing('iot:Connect'));
    cloud.iot.thingGroups.create('fleet');
    cloud.iot.templates.create('fleet', JSON.stringify(body), {
      provisioningRoleArn: 'arn:aws:iam::123456789012:role/registration',
      enabled: true,
      preProvisioningHook: undefined,
      description: undefined,
      type: undefined,
    });
  });
  afterEach(() => cloud.close());
  afterAll(() => delays.close());

  const add = (point: string, effect: object) => faults.add(faultDefinition.parse({ point, effect }));
  const newCertificate = async () =>
    cloud.iot.provisioning.createCertificateFromCsr(requester, {
      certificateSigningRequest: await signingRequest(),
    });
  type Certificate = Awaited<ReturnType<typeof newCertificate>>;
  const register = ({ certificateOwnershipToken }: Certificate) =>
    cloud.iot.provisioning.registerThing(requester, {
      templateName: 'fleet',
      certificateOwnershipToken,
      parameters: { SerialNumber: 'sn-1' },
    });
  /** What is in the account of a device. */
  const done = ({ certificateId: id }: Certificate) => {
    const { iot } = cloud;
    const thing = iot.things.find('sn-1') !== undefined;
    return {
      thing,
      group: iot.thingGroups.thingsIn({}, 'fleet').items.includes('sn-1'),
      active: iot.certificates.describe(id).status === 'ACTIVE',
      policy: iot.policyAttachments.policiesOf({}, iot.arns.certificate(id)).items.includes('production'),
      attached: thing && iot.thingPrincipals.ofThing({}, 'sn-1').items.length > 0,
    };
  };
  const nothing = { thing: false, group: false, active: false, policy: false, attached: false };
  const everything = { thing: true, group: true, active: true, policy: true, attached: true };

  it.each([
    ['CreateThing', nothing],
    ['AddThingToThingGroup', { ...nothing, thing: true }],
    ['UpdateCertificate', { ...nothing, thing: true, group: true }],
    ['AttachPolicy', { ...everything, policy: false, attached: false }],
    ['AttachThingPrincipal', { ...everything, attached: false }],
  ] as const)('at %s leaves what was done, and can be asked for again', async (call, left) => {
    add(`provisioning:${call}`, { kind: 'throttle' });
    const certificate = await newCertificate();
    await expect(register(certificate)).rejects.toMatchObject({ statusCode: 429, errorCode: 'Throttling' });
    expect(done(certificate)).toEqual(left);
    await expect(register(certificate)).resolves.toMatchObject({ thingName: 'sn-1' });
    expect(done(certificate)).toEqual(everything);
    await expect(register(certificate)).rejects.toMatchObject({
      errorCode: 'InvalidCertificateOwnershipToken',
    });
  });

  it('stops after a call as well as before it', async () => {
    add('provisioning:CreateThing', { kind: 'fail', code: 'InternalFailure', when: 'after' });
    const certificate = await newCertificate();
    await expect(register(certificate)).rejects.toMatchObject({
      statusCode: 500,
      errorCode: 'InternalFailure',
    });
    expect(done(certificate)).toEqual({ ...nothing, thing: true });
  });

  it('stops where the rate of an operation is used up', async () => {
    throttled = 'AttachPolicy';
    const certificate = await newCertificate();
    await expect(register(certificate)).rejects.toMatchObject({ statusCode: 429, errorCode: 'Throttling' });
    expect(done(certificate)).toEqual({ ...everything, policy: false, attached: false });
  });

  it.each(['before', 'after'])('goes on when a call was late, %s it', async (when) => {
    add('provisioning:AttachPolicy', { kind: 'delay', millis: 20, when });
    const certificate = await newCertificate();
    const registered = register(certificate);
    await expect(register(certificate)).rejects.toMatchObject({
      errorCode: 'InvalidCertificateOwnershipToken',
    });
    await expect(registered).resolves.toMatchObject({ thingName: 'sn-1' });
    expect(done(certificate)).toEqual(everything);
  });

  it('tells of the certificate that is ACTIVE by then', async () => {
    add('provisioning:AttachPolicy', { kind: 'throttle' });
    const changes: unknown[] = [];
    cloud.iot.onCertificateStatusChange((change) => changes.push(change));
    const certificate = await newCertificate();
    await expect(register(certificate)).rejects.toMatchObject({ statusCode: 429 });
    expect(changes).toEqual([{ certificateId: certificate.certificateId, status: 'ACTIVE' }]);
  });
});
