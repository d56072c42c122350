import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { TestCloud } from '../testing/test-cloud';
import { startTestCloud } from '../testing/test-cloud';

const account = '123456789012';
const region = 'us-east-1';
const roleArn = `arn:aws:iam::${account}:role/worker`;
const session = `arn:aws:sts::${account}:assumed-role/worker/shift`;
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
});

interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: object;
  readonly Condition?: object;
}

const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });

describe('a session of a role', () => {
  let cloud: TestCloud;
  let iam: IAM;
  let sts: STS;
  const clients: { destroy(): void }[] = [];

  /** What a session that is opened now signs with. */
  const sessionSettings = async (limits: Partial<AssumeRoleCommandInput> = {}) => {
    const { Credentials } = await sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'shift', ...limits });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return {
      ...cloud.settings,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      },
    };
  };
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const mayOnly = (...statements: readonly Statement[]) =>
    iam.putRolePolicy({ RoleName: 'worker', PolicyName: 'work', PolicyDocument: policy(...statements) });

  beforeAll(async () => {
    cloud = await startTestCloud();
    iam = kept(new IAM(cloud.settings));
    sts = kept(new STS(cloud.settings));
  });

  beforeEach(async () => {
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  });

  afterEach(async () => {
    const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: 'worker' });
    for (const PolicyName of PolicyNames) {
      await iam.deleteRolePolicy({ RoleName: 'worker', PolicyName });
    }
    const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName: 'worker' });
    for (const { PolicyArn } of AttachedPolicies) {
      await iam.detachRolePolicy({ RoleName: 'worker', PolicyArn });
    }
    await iam.deleteRole({ RoleName: 'worker' });
    clients.splice(2).forEach((client) => client.destroy());
  });

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await cloud.close();
  });

  it('may do nothing that no policy allows, in the words and the form of each service', async () => {
    const settings = await sessionSettings();
    const denied = (action: string, on: string) =>
      `User: ${session} is not authorized to perform: ${action}${on === '' ? '' : ` on resource: ${on}`} ` +
      `because no identity-based policy allows the ${action} action`;
    const iot = kept(new IoT(settings));
    await expect(iot.describeThing({ thingName: 'a' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: denied('iot:DescribeThing', `arn:aws:iot:${region}:${account}:thing/a`),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(iot.listThings()).rejects.toThrow(denied('iot:ListThings', ''));
    await expect(
      kept(new DynamoDB(settings)).getItem({ TableName: 't', Key: { k: { S: 'a' } } }),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: denied('dynamodb:GetItem', `arn:aws:dynamodb:${region}:${account}:table/t`),
      $metadata: { httpStatusCode: 400 },
    });
    await expect(kept(new CloudFormation(settings)).describeStacks({ StackName: 's' })).rejects.toMatchObject(
      {
        name: 'AccessDenied',
        message: denied(
          'cloudformation:DescribeStacks',
          `arn:aws:cloudformation:${region}:${account}:stack/s/*`,
        ),
        $metadata: { httpStatusCode: 403 },
      },
    );
    await expect(kept(new S3(settings)).listObjectsV2({ Bucket: 'b' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: denied('s3:ListBucket', '"arn:aws:s3:::b"'),
    });
    const QueueUrl = `${cloud.settings.endpoint}/${account}/q`;
    await expect(kept(new SQS(settings)).sendMessage({ QueueUrl, MessageBody: 'm' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: denied('sqs:sendmessage', `arn:aws:sqs:${region}:${account}:q`),
    });
  });

  it('may do what a policy in its role allows, on that resource only', async () => {
    await mayOnly({ Action: 'iot:CreateThing', Resource: `arn:aws:iot:${region}:${account}:thing/own-*` });
    const iot = kept(new IoT(await sessionSettings()));
    await expect(iot.createThing({ thingName: 'own-1' })).resolves.toMatchObject({ thingName: 'own-1' });
    await expect(iot.createThing({ thingName: 'foreign' })).rejects.toThrow('iot:CreateThing');
    await mayOnly({ Action: 'iot:CreateThing', Resource: '*' });
    await expect(iot.createThing({ thingName: 'foreign' })).resolves.toMatchObject({ thingName: 'foreign' });
  });

  it('may do what policies allow that are attached to its role, in their default version', async () => {
    const created = await iam.createPolicy({
      PolicyName: 'attached',
      PolicyDocument: policy({ Action: 'ssm:GetParameter', Resource: '*' }),
    });
    const PolicyArn = created.Policy?.Arn;
    await iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
    const ssm = kept(new SSM(await sessionSettings()));
    await expect(ssm.getParameter({ Name: '/none' })).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await iam.createPolicyVersion({
      PolicyArn,
      PolicyDocument: policy({ Action: 'ssm:PutParameter', Resource: '*' }),
      SetAsDefault: true,
    });
    await expect(ssm.getParameter({ Name: '/none' })).rejects.toThrow('ssm:GetParameter');
  });

  it('may do what policies of AWS allow, such as the one with which devices are registered', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration';
    await iam.attachRolePolicy({ RoleName: 'worker', PolicyArn });
    const iot = kept(new IoT(await sessionSettings()));
    await iot.createThing({ thingName: 'registered' });
    await expect(iot.deleteThing({ thingName: 'registered' })).rejects.toThrow('iot:DeleteThing');
  });

  it('may do nothing beyond the boundary of its role, nor what a policy denies', async () => {
    await mayOnly(
      { Action: 'iot:*', Resource: '*' },
      { Effect: 'Deny', Action: 'iot:DeleteThing', Resource: '*' },
    );
    const created = await iam.createPolicy({
      PolicyName: 'boundary',
      PolicyDocument: policy({ Action: ['iot:ListThings', 'iot:DeleteThing'], Resource: '*' }),
    });
    const iot = kept(new IoT(await sessionSettings()));
    await expect(iot.deleteThing({ thingName: 'a' })).rejects.toThrow(
      'with an explicit deny in an identity-based policy',
    );
    await iot.listThingTypes();
    await iam.putRolePermissionsBoundary({ RoleName: 'worker', PermissionsBoundary: created.Policy?.Arn });
    await iot.listThings();
    await expect(iot.listThingTypes()).rejects.toThrow('because no permissions boundary allows');
  });

  it('may do nothing beyond the policies that it was opened with', async () => {
    await mayOnly({ Action: 'iot:*', Resource: '*' });
    const Policy = policy({ Action: 'iot:ListThings', Resource: '*' });
    const iot = kept(new IoT(await sessionSettings({ Policy })));
    await iot.listThings();
    await expect(iot.listThingTypes()).rejects.toThrow('because no session policy allows');
    const malformed = { name: 'MalformedPolicyDocumentException' };
    await expect(sessionSettings({ Policy: '{' })).rejects.toMatchObject(malformed);

    const arn = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess';
    const other = kept(new IoT(await sessionSettings({ PolicyArns: [{ arn }] })));
    await expect(other.listThings()).rejects.toThrow('because no session policy allows');
  });

  it('may do nothing any more once its role is gone', async () => {
    await mayOnly({ Action: '*', Resource: '*' });
    const iot = kept(new IoT(await sessionSettings()));
    await iot.listThings();
    await iam.deleteRolePolicy({ RoleName: 'worker', PolicyName: 'work' });
    await iam.deleteRole({ RoleName: 'worker' });
    await expect(iot.listThings()).rejects.toThrow('iot:ListThings');
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  });

  it('may do what a condition admits, on tags of the request as well', async () => {
    await mayOnly({
      Action: 'iot:CreateThingType',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'a', 'aws:ResourceAccount': account } },
    });
    const iot = kept(new IoT(await sessionSettings()));
    const tags = (Value: string) => [{ Key: 'team', Value }];
    await iot.createThingType({ thingTypeName: 'a', tags: tags('a') });
    await expect(iot.createThingType({ thingTypeName: 'b', tags: tags('b') })).rejects.toThrow(
      'iot:CreateThingType',
    );
  });

  it('is let in, and kept out, by the policy of a resource', async () => {
    const own = cloud.settings;
    const s3 = kept(new S3({ ...own, forcePathStyle: true }));
    await s3.createBucket({ Bucket: 'shared' });
    await s3.putObject({ Bucket: 'shared', Key: 'open', Body: 'a' });
    const ofSession = kept(new S3({ ...(await sessionSettings()), forcePathStyle: true }));
    const read = () => ofSession.getObject({ Bucket: 'shared', Key: 'open' });
    await expect(read()).rejects.toThrow('s3:GetObject');
    const Resource = 'arn:aws:s3:::shared/*';
    const Principal = { AWS: roleArn };
    const Policy = policy({ Principal, Action: 's3:GetObject', Resource });
    await s3.putBucketPolicy({ Bucket: 'shared', Policy });
    await expect(read()).resolves.toMatchObject({ ContentLength: 1 });
    await mayOnly({ Action: 's3:*', Resource: '*' });
    const Deny = policy({ Effect: 'Deny', Principal, Action: 's3:GetObject', Resource });
    await s3.putBucketPolicy({ Bucket: 'shared', Policy: Deny });
    await expect(read()).rejects.toThrow('with an explicit deny in a resource-based policy');

    const sqs = kept(new SQS(own));
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'inbox' });
    const queue = `arn:aws:sqs:${region}:${account}:inbox`;
    const send = policy({ Principal: { AWS: session }, Action: 'sqs:SendMessage', Resource: queue });
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: send } });
    const sender = kept(new SQS(await sessionSettings()));
    await sender.sendMessage({ QueueUrl, MessageBody: 'm' });
    await expect(sender.purgeQueue({ QueueUrl })).rejects.toThrow('sqs:purgequeue');
  });

  it('needs the policy of a key beside its own', async () => {
    const kms = kept(new KMS(cloud.settings));
    const Principal = { AWS: `arn:aws:iam::${account}:root` };
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata?.KeyId;
    await mayOnly({ Action: 'kms:*', Resource: '*' });
    const ofSession = kept(new KMS(await sessionSettings()));
    await ofSession.describeKey({ KeyId });
    const Policy = policy({ Principal, Action: 'kms:PutKeyPolicy', Resource: '*' });
    await kms.putKeyPolicy({ KeyId, Policy });
    await expect(ofSession.describeKey({ KeyId })).rejects.toThrow('because no resource-based policy allows');
  });

  it('passes on a role only where it may pass it, and to that service', async () => {
    const Resource = '*';
    await mayOnly({ Action: ['iot:*', 'lambda:*', 'scheduler:*', 'cloudformation:*'], Resource });
    const settings = await sessionSettings();
    const iot = kept(new IoT(settings));
    const lambda = kept(new Lambda(settings));
    const scheduler = kept(new Scheduler(settings));
    const stacks = kept(new CloudFormation(settings));
    const uses: Readonly<Record<string, () => Promise<unknown>>> = {
      rule: () =>
        iot.createTopicRule({
          ruleName: 'r',
          topicRulePayload: { sql: "SELECT * FROM 'a'", actions: [{ republish: { topic: 'b', roleArn } }] },
        }),
      template: () =>
        iot.createProvisioningTemplate({
          templateName: 't',
          provisioningRoleArn: roleArn,
          templateBody: '{}',
        }),
      function: () =>
        lambda.createFunction({
          FunctionName: 'f',
          Role: roleArn,
          Handler: 'a.b',
          Code: {},
          Runtime: 'nodejs22.x',
        }),
      schedule: () =>
        scheduler.createSchedule({
          Name: 's',
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: `arn:aws:sqs:${region}:${account}:q`, RoleArn: roleArn },
        }),
      stack: () => stacks.createStack({ StackName: 's', RoleARN: roleArn, TemplateBody: '{}' }),
    };
    const refused = async () => {
      const found: string[] = [];
      for (const [name, use] of Object.entries(uses)) {
        const reason = await use().then(() => '', String);
        if (reason.includes('iam:PassRole')) {
          found.push(name);
        }
      }
      return found;
    };
    expect(await refused()).toEqual(['rule', 'template', 'function', 'schedule', 'stack']);
    const Condition = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };
    await iam.putRolePolicy({
      RoleName: 'worker',
      PolicyName: 'pass',
      PolicyDocument: policy({ Action: 'iam:PassRole', Resource: roleArn, Condition }),
    });
    expect(await refused()).toEqual(['rule', 'template', 'schedule', 'stack']);
  });

  it('assumes another role only if its own policies allow that, or the other role names it', async () => {
    const other = `arn:aws:iam::${account}:role/other`;
    await iam.createRole({ RoleName: 'other', AssumeRolePolicyDocument });
    const ofSession = kept(new STS(await sessionSettings()));
    const assume = () => ofSession.assumeRole({ RoleArn: other, RoleSessionName: 'next' });
    await expect(assume()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${session} is not authorized to perform: sts:AssumeRole on resource: ${other} because no identity-based policy allows the sts:AssumeRole action`,
    });
    await mayOnly({ Action: 'sts:AssumeRole', Resource: other });
    await assume();
    await expect(ofSession.getCallerIdentity()).resolves.toMatchObject({ Arn: session });
  });

  it('publishes retained only if it may do that', async () => {
    const Resource = `arn:aws:iot:${region}:${account}:topic/a`;
    await mayOnly({ Action: 'iot:Publish', Resource });
    const data = kept(new IoTDataPlane(await sessionSettings()));
    await data.publish({ topic: 'a' });
    await expect(data.publish({ topic: 'a', retain: true })).rejects.toThrow('iot:RetainPublish');
    await expect(data.publish({ topic: 'b' })).rejects.toThrow(`arn:aws:iot:${region}:${account}:topic/b`);
  });
});

describe('with IAM off', () => {
  it('a session of a role may do everything', async () => {
    const cloud = await startTestCloud({ iam: 'off' });
    const iam = new IAM(cloud.settings);
    const sts = new STS(cloud.settings);
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
    const { Credentials } = await sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'shift' });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    const iot = new IoT({ ...cloud.settings, credentials });
    await expect(iot.createThing({ thingName: 'a' })).resolves.toMatchObject({ thingName: 'a' });
    [iam, sts, iot].forEach((client) => client.destroy());
    await cloud.close();
  });
});
