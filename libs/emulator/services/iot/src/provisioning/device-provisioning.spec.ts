import { X509Certificate, createPrivateKey } from 'node:crypto';
import { AccessDeniedError } from '@fleet/aws-wire';
import type { RoleAuthorizer } from '@fleet/aws-wire';
import { forged, signingRequest } from '../testing/signing-requests';
import type { TestControlPlane } from '../testing/test-control-plane';
import { allowing, derOf, openTestControlPlane } from '../testing/test-control-plane';
import type { HookInvoker } from './hook-invoker';
import type { ProvisioningRequester } from './provisioning-api';
import { ProvisioningRejection } from './provisioning-rejection';

const roleArn = 'arn:aws:iam::123456789012:role/registration';
const hookArn = 'arn:aws:lambda:us-east-1:123456789012:function:hook';
const requester: ProvisioningRequester = {
  principal: { certificateId: 'c'.repeat(64) },
  clientId: 'claim:1',
};

const body = {
  Parameters: {
    SerialNumber: { Type: 'String' },
    Model: { Type: 'String', Default: 'plain' },
    'AWS::IoT::Certificate::Id': { Type: 'String' },
  },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: {
        ThingName: { Ref: 'SerialNumber' },
        AttributePayload: { model: { Ref: 'Model' } },
        ThingGroups: ['fleet'],
      },
      OverrideSettings: { AttributePayload: 'MERGE', ThingGroups: 'DO_NOTHING' },
    },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'production' } },
  },
  DeviceConfiguration: { greeting: { 'Fn::Sub': 'hello ${SerialNumber}' } },
};

async function rejection(registration: Promise<unknown>): Promise<ProvisioningRejection> {
  const error: unknown = await registration.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProvisioningRejection) {
    return error;
  }
  throw new Error('it was not rejected', { cause: error });
}

describe('provisioning a device over MQTT', () => {
  let cloud: TestControlPlane;
  let roleMay: RoleAuthorizer;
  let hook: jest.Mock<Promise<unknown>, Parameters<HookInvoker['invoke']>>;
  const register = (token: string, parameters: Record<string, string>, templateName = 'fleet') =>
    cloud.iot.provisioning.registerThing(requester, {
      templateName,
      certificateOwnershipToken: token,
      parameters,
    });
  const newCertificate = async () =>
    cloud.iot.provisioning.createCertificateFromCsr(requester, {
      certificateSigningRequest: await signingRequest(),
    });

  beforeEach(async () => {
    hook = jest.fn();
    hook.mockResolvedValue({ allowProvisioning: true });
    roleMay = () => undefined;
    cloud = await openTestControlPlane({
      hooks: { invoke: hook },
      hookLimitMillis: 50,
      authorizeRole: (...asked) => roleMay(...asked),
    });
    cloud.iot.policies.create('production', allowing('iot:Connect'));
    cloud.iot.thingGroups.create('fleet');
    cloud.iot.templates.create('fleet', JSON.stringify(body), {
      provisioningRoleArn: roleArn,
      enabled: true,
      preProvisioningHook: { targetArn: hookArn },
      description: undefined,
      type: undefined,
    });
  });
  afterEach(() => cloud.close());

  it('makes of a certificate and its token a thing that can connect', async () => {
    const { certificateId, certificatePem, certificateOwnershipToken } = await newCertificate();
    expect(cloud.iot.authenticate(derOf(certificatePem))).toMatchObject({ status: 'pending' });

    const answer = await register(certificateOwnershipToken, { SerialNumber: 'sn-1', Colour: 'red' });

    expect(answer).toEqual({ thingName: 'sn-1', deviceConfiguration: { greeting: 'hello sn-1' } });
    expect(cloud.iot.authenticate(derOf(certificatePem))).toMatchObject({ status: 'active', certificateId });
    expect(cloud.iot.things.describe('sn-1').attributes).toEqual({ model: 'plain' });
    expect(cloud.iot.thingGroups.thingsIn({}, 'fleet').items).toEqual(['sn-1']);
    expect(cloud.iot.thingPrincipals.ofThing({}, 'sn-1').items).toEqual([
      { thingName: 'sn-1', certificateId, type: 'NON_EXCLUSIVE_THING' },
    ]);
    const resource = { type: 'client', name: 'sn-1' } as const;
    expect(
      cloud.iot.authorize({
        principal: { certificateId },
        clientId: 'sn-1',
        action: 'iot:Connect',
        resource,
      }),
    ).toBe(true);
  });

  it('hands out a private key that fits the certificate', async () => {
    const { certificatePem, privateKey } = await cloud.iot.provisioning.createKeysAndCertificate(requester);
    expect(new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  });

  it('hands out an ownership token as long as that of AWS', async () => {
    const { certificateOwnershipToken } = await newCertificate();
    expect(certificateOwnershipToken).toHaveLength(464);
  });

  it('asks the hook with what AWS gives it, and lets it override parameters', async () => {
    hook.mockResolvedValue({
      allowProvisioning: true,
      parameterOverrides: { Model: 'M2', SerialNumber: 'sn-9' },
    });
    const { certificateId, certificatePem, certificateOwnershipToken } = await newCertificate();

    const answer = await register(certificateOwnershipToken, { SerialNumber: 'sn-1' });

    expect(answer.thingName).toBe('sn-9');
    expect(cloud.iot.things.describe('sn-9').attributes).toEqual({ model: 'M2' });
    const templateArn = 'arn:aws:iot:us-east-1:123456789012:provisioningtemplate/fleet';
    expect(hook).toHaveBeenCalledWith(
      hookArn,
      {
        claimCertificateId: requester.principal.certificateId,
        certificateId,
        certificatePem,
        templateArn,
        clientId: 'claim:1',
        parameters: { SerialNumber: 'sn-1' },
      },
      { principal: 'iot.amazonaws.com', sourceArn: templateArn, sourceAccount: '123456789012' },
    );
  });

  it.each([
    ['refuses', () => Promise.resolve({ allowProvisioning: false })],
    ['fails', () => Promise.reject(new Error('boom'))],
    ['is too slow', () => new Promise(() => undefined)],
    ['answers nothing', () => Promise.resolve(null)],
    ['answers a text for a yes', () => Promise.resolve({ allowProvisioning: 'true' })],
    [
      'overrides with what is no text',
      () => Promise.resolve({ allowProvisioning: true, parameterOverrides: { a: 1 } }),
    ],
  ])('answers 403 when the hook %s, and leaves the token good', async (_what, answer) => {
    hook.mockImplementationOnce(answer);
    const { certificateId, certificateOwnershipToken } = await newCertificate();
    const refused = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    expect(refused).toMatchObject({ statusCode: 403, errorCode: 'AccessDenied' });
    expect(cloud.iot.things.find('sn-1')).toBeUndefined();
    expect(cloud.iot.certificates.describe(certificateId).status).toBe('PENDING_ACTIVATION');

    await expect(register(certificateOwnershipToken, { SerialNumber: 'sn-1' })).resolves.toBeDefined();
  });

  it('does not let a device set the certificate, nor a hook', async () => {
    const other = await newCertificate();
    hook.mockResolvedValue({
      allowProvisioning: true,
      parameterOverrides: { 'AWS::IoT::Certificate::Id': other.certificateId },
    });
    const { certificateId, certificateOwnershipToken } = await newCertificate();
    await register(certificateOwnershipToken, {
      SerialNumber: 'sn-1',
      'AWS::IoT::Certificate::Id': other.certificateId,
    });
    expect(cloud.iot.certificates.describe(certificateId).status).toBe('ACTIVE');
    expect(cloud.iot.certificates.describe(other.certificateId).status).toBe('PENDING_ACTIVATION');
  });

  it('takes a token once', async () => {
    const { certificateOwnershipToken } = await newCertificate();
    await register(certificateOwnershipToken, { SerialNumber: 'sn-1' });
    const again = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-2' }));
    expect(again).toMatchObject({ statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' });
    expect(cloud.iot.things.find('sn-2')).toBeUndefined();
  });

  it('takes a token once, also when two registrations use it at the same moment', async () => {
    const { certificateOwnershipToken } = await newCertificate();
    const outcomes = await Promise.allSettled([
      register(certificateOwnershipToken, { SerialNumber: 'sn-1' }),
      register(certificateOwnershipToken, { SerialNumber: 'sn-2' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(cloud.iot.things.list({}).items).toHaveLength(1);
  });

  it('does not activate a certificate that was revoked while the hook was asked', async () => {
    const { certificateId, certificateOwnershipToken } = await newCertificate();
    hook.mockImplementationOnce(() => {
      cloud.iot.certificates.updateStatus(certificateId, 'REVOKED');
      return Promise.resolve({ allowProvisioning: true });
    });
    const refused = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    expect(refused.errorCode).toBe('InvalidCertificateOwnershipToken');
    expect(cloud.iot.certificates.describe(certificateId).status).toBe('REVOKED');
  });

  it('deletes after an hour what nobody registered, and refuses its token', async () => {
    const abandoned = await newCertificate();
    const deleted = new Promise((resolve) => cloud.iot.onCertificateStatusChange(resolve));
    cloud.passHours(1.01);
    expect(await deleted).toEqual({ certificateId: abandoned.certificateId, status: undefined });
    expect(cloud.iot.certificates.find(abandoned.certificateId)).toBeUndefined();
    const refused = await rejection(register(abandoned.certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    expect(refused.errorCode).toBe('InvalidCertificateOwnershipToken');
  });

  it('keeps an unregistered certificate that was attached by hand', async () => {
    const { certificateId } = await newCertificate();
    const other = await newCertificate();
    cloud.iot.policyAttachments.attach('production', cloud.iot.arns.certificate(certificateId));
    const deleted = new Promise((resolve) => cloud.iot.onCertificateStatusChange(resolve));
    cloud.passHours(1.01);
    expect(await deleted).toMatchObject({ certificateId: other.certificateId });
    expect(cloud.iot.certificates.find(certificateId)).toBeDefined();
  });

  it('registers a certificate alone where the template has no thing', async () => {
    const { thing: _thing, ...resources } = body.Resources;
    cloud.iot.templates.createVersion('fleet', JSON.stringify({ ...body, Resources: resources }), true);
    const { certificateId, certificateOwnershipToken } = await newCertificate();

    const answer = await register(certificateOwnershipToken, { SerialNumber: 'sn-1' });

    expect(answer).toEqual({ deviceConfiguration: { greeting: 'hello sn-1' } });
    expect(cloud.iot.certificates.describe(certificateId).status).toBe('ACTIVE');
    expect(cloud.iot.policyAttachments.targetsOf({}, 'production').items).toEqual([
      cloud.iot.arns.certificate(certificateId),
    ]);
    expect(cloud.iot.things.list({}).items).toEqual([]);
  });

  it('puts a new thing into the billing group of the template', async () => {
    const { thing, ...others } = body.Resources;
    const billed = { ...thing, Properties: { ...thing.Properties, BillingGroup: 'north' } };
    const template = JSON.stringify({ ...body, Resources: { ...others, thing: billed } });
    cloud.iot.templates.createVersion('fleet', template, true);
    const { certificateOwnershipToken } = await newCertificate();
    await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    cloud.iot.billingGroups.create('north');
    await register((await newCertificate()).certificateOwnershipToken, { SerialNumber: 'sn-1' });
    expect(cloud.iot.billingGroups.groupOf('sn-1')).toBe('north');
  });

  it('leaves what was done before a call that failed, and takes the token again', async () => {
    cloud.iot.policies.delete('production');
    const { certificateId, certificateOwnershipToken } = await newCertificate();
    const refused = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    expect(refused).toMatchObject({ statusCode: 404, errorCode: 'ResourceNotFound' });
    expect(cloud.iot.thingGroups.thingsIn({}, 'fleet').items).toEqual(['sn-1']);
    expect(cloud.iot.certificates.describe(certificateId).status).toBe('ACTIVE');
    expect(cloud.iot.thingPrincipals.ofThing({}, 'sn-1').items).toEqual([]);

    cloud.iot.policies.create('production', allowing('iot:Connect'));
    await register(certificateOwnershipToken, { SerialNumber: 'sn-1' });
    expect(cloud.iot.thingPrincipals.ofThing({}, 'sn-1').items).toMatchObject([{ certificateId }]);
    const again = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    expect(again.errorCode).toBe('InvalidCertificateOwnershipToken');
  });

  it('says which parameter is missing', async () => {
    const { certificateOwnershipToken } = await newCertificate();
    const refused = await rejection(register(certificateOwnershipToken, {}));
    expect(refused).toMatchObject({ statusCode: 400, errorCode: 'InvalidParameters' });
    expect(refused.errorMessage).toBe('Cannot resolve reference value: SerialNumber');
  });

  it.each(['', 'no such token', 'x'.repeat(10_000)])('refuses a token that it never gave', async (token) => {
    const refused = await rejection(register(token, { SerialNumber: 'sn-1' }));
    expect(refused.statusCode).toBe(400);
    expect(hook).not.toHaveBeenCalled();
  });

  it('refuses a template that is switched off, or does not exist', async () => {
    const { certificateOwnershipToken } = await newCertificate();
    const unknown = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }, 'other'));
    expect(unknown.statusCode).toBe(404);
    cloud.iot.templates.update('fleet', { enabled: false });
    const off = await rejection(register(certificateOwnershipToken, { SerialNumber: 'sn-1' }));
    expect(off.statusCode).toBe(403);
    expect(hook).not.toHaveBeenCalled();
  });

  it('refuses a signing request that cannot be served', async () => {
    const certificateSigningRequest = forged(await signingRequest());
    const refused = await rejection(
      cloud.iot.provisioning.createCertificateFromCsr(requester, { certificateSigningRequest }),
    );
    expect(refused).toMatchObject({ statusCode: 400, errorCode: 'InvalidCertificateSigningRequest' });
  });

  it('gives a distinct certificate each time for the same signing request', async () => {
    const certificateSigningRequest = await signingRequest();
    const ask = () =>
      cloud.iot.provisioning.createCertificateFromCsr(requester, { certificateSigningRequest });
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.certificateId).not.toBe(second.certificateId);
  });

  it('needs a role that may make the calls of a registration, and stops at the first that it may not make', async () => {
    const asked: string[] = [];
    let denied = 'iot:AttachThingPrincipal';
    roleMay = (role, { action, resource }) => {
      asked.push(`${action} ${resource}`);
      if (action === denied) {
        throw new AccessDeniedError(`${role.roleArn} may not do ${action}`);
      }
    };
    const { certificateOwnershipToken: token, certificateId } = await newCertificate();
    const refusal = await rejection(register(token, { SerialNumber: 'a' }));
    expect(refusal).toMatchObject({
      statusCode: 403,
      errorCode: 'AccessDenied',
      errorMessage: 'Access denied',
    });
    const here = 'arn:aws:iot:us-east-1:123456789012';
    expect(asked).toEqual([
      `iot:CreateThing ${here}:thing/a`,
      `iot:AddThingToThingGroup ${here}:thing/a`,
      `iot:AddThingToThingGroup ${here}:thinggroup/fleet`,
      `iot:UpdateCertificate ${here}:cert/${certificateId}`,
      `iot:AttachPolicy ${here}:cert/${certificateId}`,
      `iot:AttachThingPrincipal ${here}:cert/${certificateId}`,
    ]);
    expect(cloud.iot.thingPrincipals.ofThing({}, 'a').items).toEqual([]);
    denied = '';
    await register(token, { SerialNumber: 'a' });
    expect(cloud.iot.thingPrincipals.ofThing({}, 'a').items).toHaveLength(1);
  });
});
