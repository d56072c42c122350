import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { IoT } from '@aws-sdk/client-iot';
import { signingRequest } from '../testing/signing-request';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

type Resources = Readonly<Record<string, { Type: string; Properties: object }>>;

describe('stacks of things, certificates and what belongs to them', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let iot: IoT;

  beforeAll(async () => {
    cloud = await startTestCloud();
    cloudFormation = new CloudFormation(cloud.settings);
    iot = new IoT(cloud.settings);
  });
  afterAll(async () => {
    cloudFormation.destroy();
    iot.destroy();
    await cloud.close();
  });

  const create = async (StackName: string, Resources: Resources): Promise<void> => {
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    await cloudFormation.createStack({
      StackName,
      Capabilities,
      TemplateBody: JSON.stringify({ Resources }),
    });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
  };
  const update = async (StackName: string, Resources: Resources): Promise<void> => {
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    await cloudFormation.updateStack({
      StackName,
      Capabilities,
      TemplateBody: JSON.stringify({ Resources }),
    });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
  };
  const failures = async (StackName: string): Promise<string> => {
    const { StackEvents: events = [] } = await cloudFormation.describeStackEvents({ StackName });
    const failed = events.filter(({ ResourceStatus: status }) => status?.endsWith('_FAILED'));
    return failed.map(({ ResourceStatusReason: reason }) => reason).join('\n');
  };
  const physicalId = async (StackName: string, LogicalResourceId: string): Promise<string> => {
    const { StackResourceDetail } = await cloudFormation.describeStackResource({
      StackName,
      LogicalResourceId,
    });
    return String(StackResourceDetail?.PhysicalResourceId);
  };

  it('change in place, and take back what their template no longer says', async () => {
    const role = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'credentials.iot.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      },
    };
    const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
    const Tags = [{ Key: 'area', Value: 'north' }];
    await create('settings', {
      Role: role,
      Thing: {
        Type: 'AWS::IoT::Thing',
        Properties: { ThingName: 't', AttributePayload: { Attributes: { a: '1', b: '2' } } },
      },
      Costs: {
        Type: 'AWS::IoT::BillingGroup',
        Properties: { BillingGroupName: 'c', BillingGroupProperties: { BillingGroupDescription: 'd' }, Tags },
      },
      Kind: { Type: 'AWS::IoT::ThingType', Properties: { ThingTypeName: 'k', Tags } },
      Alias: {
        Type: 'AWS::IoT::RoleAlias',
        Properties: { RoleAlias: 'r', RoleArn, CredentialDurationSeconds: 900, Tags },
      },
      Group: { Type: 'AWS::IoT::ThingGroup', Properties: { ThingGroupName: 'g', Tags } },
    });
    await update('settings', {
      Role: role,
      Thing: {
        Type: 'AWS::IoT::Thing',
        Properties: { ThingName: 't', AttributePayload: { Attributes: { a: '3' } } },
      },
      Costs: { Type: 'AWS::IoT::BillingGroup', Properties: { BillingGroupName: 'c' } },
      Kind: { Type: 'AWS::IoT::ThingType', Properties: { ThingTypeName: 'k', DeprecateThingType: true } },
      Alias: { Type: 'AWS::IoT::RoleAlias', Properties: { RoleAlias: 'r', RoleArn } },
      Group: { Type: 'AWS::IoT::ThingGroup', Properties: { ThingGroupName: 'g' } },
    });
    expect((await iot.describeThing({ thingName: 't' })).attributes).toEqual({ a: '3' });
    const group = await iot.describeBillingGroup({ billingGroupName: 'c' });
    expect(group.billingGroupProperties).toEqual({ billingGroupDescription: '' });
    const kind = await iot.describeThingType({ thingTypeName: 'k' });
    expect(kind.thingTypeMetadata?.deprecated).toBe(true);
    const { roleAliasDescription: alias } = await iot.describeRoleAlias({ roleAlias: 'r' });
    expect(alias?.credentialDurationSeconds).toBe(3600);
    const { thingGroupArn } = await iot.describeThingGroup({ thingGroupName: 'g' });
    for (const resourceArn of [
      group.billingGroupArn,
      kind.thingTypeArn,
      alias?.roleAliasArn,
      thingGroupArn,
    ]) {
      expect((await iot.listTagsForResource({ resourceArn })).tags).toEqual([]);
    }
  });

  it('change the status of a certificate in place, and replace it for another request', async () => {
    const stackOf = (CertificateSigningRequest: string, Status: string): Resources => ({
      Certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest, Status } },
    });
    const request = await signingRequest();
    await create('certificate', stackOf(request, 'ACTIVE'));
    const first = await physicalId('certificate', 'Certificate');
    await update('certificate', stackOf(request, 'INACTIVE'));
    expect(await physicalId('certificate', 'Certificate')).toBe(first);
    const { certificateDescription } = await iot.describeCertificate({ certificateId: first });
    expect(certificateDescription?.status).toBe('INACTIVE');
    await update('certificate', stackOf(await signingRequest(), 'ACTIVE'));
    expect(await physicalId('certificate', 'Certificate')).not.toBe(first);
    await expect(iot.describeCertificate({ certificateId: first })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    ['a thing', { Type: 'AWS::IoT::Thing', Properties: { ThingName: 'mine' } }],
    ['a thing type', { Type: 'AWS::IoT::ThingType', Properties: { ThingTypeName: 'mine' } }],
    ['a billing group', { Type: 'AWS::IoT::BillingGroup', Properties: { BillingGroupName: 'mine' } }],
  ])('do not take over %s that somebody else has made, and leave it there', async (what, resource) => {
    await iot.createThing({ thingName: 'mine' });
    await iot.createThingType({ thingTypeName: 'mine' });
    await iot.createBillingGroup({ billingGroupName: 'mine' });
    const StackName = what.replaceAll(' ', '-');
    await expect(create(StackName, { Taken: resource })).rejects.toThrow();
    expect(await failures(StackName)).toContain(
      `Resource of type '${resource.Type}' with identifier 'mine' already exists.`,
    );
    await iot.describeThing({ thingName: 'mine' });
    await iot.describeThingType({ thingTypeName: 'mine' });
    await iot.describeBillingGroup({ billingGroupName: 'mine' });
  });

  it.each([
    ['neither a request nor a certificate', {}],
    ['a certificate for every host name', { CertificatePem: 'x' }],
    ['a certificate of an own authority', { CertificatePem: 'x', CACertificatePem: 'y' }],
  ])('refuse a certificate from %s', async (what, properties) => {
    const StackName = `refused-${what.replaceAll(' ', '-')}`;
    const resource = { Type: 'AWS::IoT::Certificate', Properties: { Status: 'ACTIVE', ...properties } };
    await expect(create(StackName, { Certificate: resource })).rejects.toThrow();
    expect(await failures(StackName)).toMatch(/Invalid certificate resource|CACertificatePem/);
  });
});
