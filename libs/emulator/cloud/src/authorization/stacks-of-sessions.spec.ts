import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { stackWaiter } from '../testing/stack-waiter';
import type { TestCloud } from '../testing/test-cloud';
import { startTestCloud } from '../testing/test-cloud';

const account = '123456789012';
const RoleArn = `arn:aws:iam::${account}:role/worker`;
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
});
const policy = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });
const TemplateBody = JSON.stringify({
  Resources: { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'a' } } },
});
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('a stack without a role', () => {
  let cloud: TestCloud;
  let iam: IAM;
  let sts: STS;
  const clients: { destroy(): void }[] = [];
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const stacksOfSession = async (limits: Partial<AssumeRoleCommandInput> = {}): Promise<CloudFormation> => {
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'shift', ...limits });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return kept(new CloudFormation({ ...cloud.settings, credentials }));
  };
  const mayOnly = (Statement: object) =>
    iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'work', PolicyDocument: policy(Statement) });
  const created = (stacks: CloudFormation, StackName: string) =>
    waitUntilStackCreateComplete(stackWaiter(stacks), { StackName });
  const reasonsOf = async (stacks: CloudFormation, StackName: string): Promise<string> => {
    const { StackEvents = [] } = await stacks.describeStackEvents({ StackName });
    return StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '').join('\n');
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    iam = kept(new IAM(cloud.settings));
    sts = kept(new STS(cloud.settings));
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  });

  beforeEach(() => mayOnly(everything));

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await cloud.close();
  });

  it('is made with no more than the session that asks for it may, by its own policy', async () => {
    const Policy = policy({ Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' });
    const limited = await stacksOfSession({ Policy });
    await limited.createStack({ StackName: 'limited', TemplateBody });
    await expect(created(limited, 'limited')).rejects.toThrow('ROLLBACK_COMPLETE');
    expect(await reasonsOf(limited, 'limited')).toContain(
      'because no session policy allows the ssm:PutParameter action',
    );
  });

  it('is made with no more than the session may, by the managed policies that it was opened with', async () => {
    const { Policy } = await iam.createPolicy({
      PolicyName: 'stacks',
      PolicyDocument: policy({ Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' }),
    });
    const limited = await stacksOfSession({ PolicyArns: [{ arn: Policy?.Arn }] });
    await limited.createStack({ StackName: 'by-arn', TemplateBody });
    await expect(created(limited, 'by-arn')).rejects.toThrow('ROLLBACK_COMPLETE');
    expect(await reasonsOf(limited, 'by-arn')).toContain('because no session policy allows');
  });

  it('is made with all that the role may, by another session that has no limits', async () => {
    const free = await stacksOfSession();
    await free.createStack({ StackName: 'free', TemplateBody });
    await created(free, 'free');
  });

  it('is executed from a change set with no more than the session may that executes it', async () => {
    const free = await stacksOfSession();
    const planned = { StackName: 'planned', ChangeSetName: 'first' };
    await free.createChangeSet({ ...planned, ChangeSetType: 'CREATE', TemplateBody });
    const limited = await stacksOfSession({
      Policy: policy({ Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' }),
    });
    await limited.executeChangeSet(planned);
    await expect(created(free, 'planned')).rejects.toThrow('ROLLBACK_COMPLETE');
  });

  it('reads no template and no parameter that the session may not read', async () => {
    const s3 = kept(new S3({ ...cloud.settings, forcePathStyle: true }));
    await s3.createBucket({ Bucket: 'templates' });
    await s3.putObject({ Bucket: 'templates', Key: 't.json', Body: TemplateBody });
    const ssm = kept(new SSM(cloud.settings));
    await ssm.putParameter({ Name: '/secret', Type: 'String', Value: 'told to nobody' });
    await mayOnly([
      { Effect: 'Allow', Action: ['cloudformation:*', 'ssm:PutParameter'], Resource: '*' },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::others/*' },
    ]);
    const stacks = await stacksOfSession();
    const template = { TemplateURL: `${cloud.settings.endpoint}/templates/t.json` };
    for (const read of [
      () => stacks.createStack({ StackName: 'read', ...template }),
      () => stacks.validateTemplate(template),
      () => stacks.getTemplateSummary(template),
    ]) {
      await expect(read()).rejects.toThrow('is not authorized to perform: s3:GetObject');
    }
    const Type = 'AWS::SSM::Parameter';
    const copied = (Value: unknown) => ({ Copy: { Type, Properties: { Type: 'String', Value } } });
    const byParameter = JSON.stringify({
      Parameters: { Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/secret' } },
      Resources: copied({ Ref: 'Secret' }),
    });
    for (const plan of [
      () => stacks.createStack({ StackName: 'read', TemplateBody: byParameter }),
      () =>
        stacks.createChangeSet({
          StackName: 'read',
          ChangeSetName: 'c',
          ChangeSetType: 'CREATE',
          TemplateBody: byParameter,
        }),
    ]) {
      await expect(plan()).rejects.toThrow('is not authorized to perform: ssm:GetParameters');
    }
    const byReference = JSON.stringify({ Resources: copied('{{resolve:ssm:/secret}}') });
    await stacks.createStack({ StackName: 'reference', TemplateBody: byReference });
    await expect(created(stacks, 'reference')).rejects.toThrow('ROLLBACK_COMPLETE');
    expect(await reasonsOf(stacks, 'reference')).toContain('is not authorized to perform: ssm:GetParameters');
  });

  it('is made by CloudFormation on behalf of the session: conditions can tell', async () => {
    await mayOnly([
      { Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'ssm:*',
        Resource: '*',
        Condition: {
          'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' },
          StringEquals: { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' },
          Bool: { 'aws:ViaAWSService': 'true' },
        },
      },
    ]);
    const stacks = await stacksOfSession();
    await stacks.createStack({ StackName: 'on-behalf', TemplateBody });
    await created(stacks, 'on-behalf');
  });
});

describe('a change set', () => {
  it('is executed only with the permission for its own stack, whatever stack the request names', async () => {
    const cloud = await startTestCloud();
    const iam = new IAM(cloud.settings);
    const sts = new STS(cloud.settings);
    const user = new CloudFormation(cloud.settings);
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
    const PolicyDocument = policy([
      { Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'cloudformation:*',
        Resource: `arn:aws:cloudformation:*:*:stack/secret/*`,
      },
    ]);
    await iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'work', PolicyDocument });
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'shift' });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    const ofSession = new CloudFormation({ ...cloud.settings, credentials });
    const changeSet = { ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody } as const;
    const { Id: ChangeSetName } = await user.createChangeSet({ StackName: 'secret', ...changeSet });
    await user.createChangeSet({ StackName: 'own', ...changeSet });
    const denied = { name: 'AccessDenied' };
    await expect(ofSession.executeChangeSet({ ChangeSetName })).rejects.toMatchObject(denied);
    await expect(ofSession.executeChangeSet({ ChangeSetName, StackName: 'own' })).rejects.toMatchObject(
      denied,
    );
    await expect(ofSession.describeChangeSet({ ChangeSetName, StackName: 'own' })).rejects.toMatchObject(
      denied,
    );
    await expect(user.describeChangeSet({ ChangeSetName, StackName: 'own' })).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });
    await user.describeChangeSet({ ChangeSetName, StackName: 'secret' });
    [iam, sts, user, ofSession].forEach((client) => client.destroy());
    await cloud.close();
  });
});
