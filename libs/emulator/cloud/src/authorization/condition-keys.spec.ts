import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import type { CloudLogEntry } from '../cloud-log';
import { startCloud } from '../start-cloud';

const account = '123456789012';
const RoleArn = `arn:aws:iam::${account}:role/worker`;
const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const AssumeRolePolicyDocument = policy({
  Effect: 'Allow',
  Principal: { AWS: account },
  Action: 'sts:AssumeRole',
});

describe('conditions of policies', () => {
  let cloud: Awaited<ReturnType<typeof startCloud>>;
  let iam: IAM;
  let sts: STS;
  const logged: CloudLogEntry[] = [];
  const clients: { destroy(): void }[] = [];
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const userSettings = () => ({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { ...cloud.credentials },
  });
  const sessionSettings = async () => {
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'shift' });
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return {
      ...userSettings(),
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      },
    };
  };
  const may = (...statements: object[]) =>
    iam.putRolePolicy({
      RoleName: 'worker',
      PolicyName: 'work',
      PolicyDocument: policy(...statements.map((each) => ({ Effect: 'Allow', Resource: '*', ...each }))),
    });
  const mayIf = (Action: string, Condition: object) => may({ Action, Condition });
  const isDenied = (call: Promise<unknown>) =>
    call.then(
      () => false,
      (error: unknown) => {
        if (error instanceof Error && error.name.startsWith('AccessDenied')) {
          return true;
        }
        throw error;
      },
    );

  beforeAll(async () => {
    cloud = await startCloud({ ephemeral: true, log: (entry) => logged.push(entry) });
    iam = kept(new IAM(userSettings()));
    sts = kept(new STS(userSettings()));
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument });
  });

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await cloud.close();
  });

  it('know where a request comes from, and with what program', async () => {
    const iot = kept(new IoT({ ...(await sessionSettings()), customUserAgent: 'bench/1' }));
    await mayIf('iot:ListThings', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } });
    await iot.listThings();
    await mayIf('iot:ListThings', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } });
    expect(await isDenied(iot.listThings())).toBe(true);
    await mayIf('iot:ListThings', { StringLike: { 'aws:UserAgent': '*bench/1*' } });
    await iot.listThings();
  });

  it('know where a request for a session comes from, too', async () => {
    const trust = (range: string) =>
      iam.updateAssumeRolePolicy({
        RoleName: 'worker',
        PolicyDocument: policy({
          Effect: 'Allow',
          Principal: { AWS: account },
          Action: 'sts:AssumeRole',
          Condition: { IpAddress: { 'aws:SourceIp': range }, Bool: { 'aws:SecureTransport': 'true' } },
        }),
      });
    await trust('192.0.2.0/24');
    expect(await isDenied(sessionSettings())).toBe(true);
    await trust('127.0.0.0/8');
    await sessionSettings();
    await iam.updateAssumeRolePolicy({ RoleName: 'worker', PolicyDocument: AssumeRolePolicyDocument });
  });

  // IAM user guide, "Revoking IAM role temporary security credentials".
  it('tell older sessions from newer ones, so that sessions can be revoked', async () => {
    const iot = kept(new IoT(await sessionSettings()));
    const revoke = (before: Date) =>
      may(
        { Action: 'iot:*' },
        {
          Effect: 'Deny',
          Action: '*',
          Condition: { DateLessThan: { 'aws:TokenIssueTime': before.toISOString() } },
        },
      );
    await revoke(new Date(cloud.clock.now().getTime() - 3_600_000));
    await iot.listThings();
    await revoke(new Date(cloud.clock.now().getTime() + 3_600_000));
    expect(await isDenied(iot.listThings())).toBe(true);
  });

  it('know that a session was opened without a second factor', async () => {
    const iot = kept(new IoT(await sessionSettings()));
    await may(
      { Action: 'iot:*' },
      { Effect: 'Deny', Action: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
    );
    expect(await isDenied(iot.listThings())).toBe(true);
  });

  it('know the tags of a resource', async () => {
    const Tags = [{ Key: 'team', Value: 'a' }];
    const ofTeam = { StringEquals: { 'aws:ResourceTag/team': 'a' } };
    const user = userSettings();
    const iotOfUser = kept(new IoT(user));
    await iotOfUser.createThingType({ thingTypeName: 'tagged', tags: Tags });
    await iotOfUser.createThingType({ thingTypeName: 'plain' });
    const sqsOfUser = kept(new SQS(user));
    const { QueueUrl } = await sqsOfUser.createQueue({ QueueName: 'tagged', tags: { team: 'a' } });
    const { QueueUrl: plain } = await sqsOfUser.createQueue({ QueueName: 'plain' });
    const settings = await sessionSettings();
    const iot = kept(new IoT(settings));
    const sqs = kept(new SQS(settings));
    await mayIf('*', ofTeam);
    await iot.describeThingType({ thingTypeName: 'tagged' });
    expect(await isDenied(iot.describeThingType({ thingTypeName: 'plain' }))).toBe(true);
    await sqs.getQueueAttributes({ QueueUrl });
    expect(await isDenied(sqs.getQueueAttributes({ QueueUrl: plain }))).toBe(true);
    const roles = kept(new IAM(settings));
    expect(await isDenied(roles.getRole({ RoleName: 'worker' }))).toBe(true);
    await iam.tagRole({ RoleName: 'worker', Tags });
    await roles.getRole({ RoleName: 'worker' });
    await mayIf('iam:GetRole', { StringEquals: { 'iam:ResourceTag/team': '${aws:PrincipalTag/team}' } });
    await roles.getRole({ RoleName: 'worker' });
    await iam.untagRole({ RoleName: 'worker', TagKeys: ['team'] });
  });

  // DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control".
  it('know the keys of the items of a table, and which attributes are asked for', async () => {
    const TableName = 'items';
    await kept(new DynamoDB(userSettings())).createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
    });
    const dynamoDb = kept(new DynamoDB(await sessionSettings()));
    const own = { owner: { S: 'me' } };
    const foreign = { owner: { S: 'you' } };
    await mayIf('dynamodb:*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['me'] } });
    await dynamoDb.putItem({ TableName, Item: own });
    await dynamoDb.getItem({ TableName, Key: own });
    await dynamoDb.batchGetItem({ RequestItems: { [TableName]: { Keys: [own] } } });
    await dynamoDb.batchWriteItem({ RequestItems: { [TableName]: [{ PutRequest: { Item: own } }] } });
    await dynamoDb.transactWriteItems({ TransactItems: [{ Put: { TableName, Item: own } }] });
    const query = (owner: string) =>
      dynamoDb.query({
        TableName,
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: owner } },
      });
    await query('me');
    const foreignCalls: Readonly<Record<string, () => Promise<unknown>>> = {
      put: () => dynamoDb.putItem({ TableName, Item: foreign }),
      get: () => dynamoDb.getItem({ TableName, Key: foreign }),
      update: () => dynamoDb.updateItem({ TableName, Key: foreign }),
      delete: () => dynamoDb.deleteItem({ TableName, Key: foreign }),
      batchGet: () => dynamoDb.batchGetItem({ RequestItems: { [TableName]: { Keys: [own, foreign] } } }),
      batchWrite: () =>
        dynamoDb.batchWriteItem({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: foreign } }] } }),
      transaction: () =>
        dynamoDb.transactWriteItems({ TransactItems: [{ Put: { TableName, Item: foreign } }] }),
      query: () => query('you'),
    };
    for (const [name, call] of Object.entries(foreignCalls)) {
      expect([name, await isDenied(call())]).toEqual([name, true]);
    }
    await mayIf('dynamodb:PutItem', { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['owner'] } });
    await dynamoDb.putItem({ TableName, Item: own });
    expect(await isDenied(dynamoDb.putItem({ TableName, Item: { ...own, secret: { S: 'x' } } }))).toBe(true);
  });

  it('know the function of an event source mapping that is changed', async () => {
    const settings = await sessionSettings();
    const lambda = kept(new Lambda(settings));
    const mapping = { UUID: '01234567-89ab-cdef-0123-456789abcdef' };
    await mayIf('lambda:DeleteEventSourceMapping', { Null: { 'lambda:FunctionArn': 'false' } });
    expect(await isDenied(lambda.deleteEventSourceMapping(mapping))).toBe(true);
  });

  it('know the thing that a certificate is attached to', async () => {
    const settings = await sessionSettings();
    const iot = kept(new IoT(settings));
    const user = kept(new IoT(userSettings()));
    const { certificateArn: principal } = await user.createKeysAndCertificate({ setAsActive: true });
    for (const thingName of ['one', 'two']) {
      await user.createThing({ thingName });
    }
    await mayIf('iot:AttachThingPrincipal', {
      StringEquals: { 'iot:thingArn': `arn:aws:iot:us-east-1:${account}:thing/one` },
    });
    await iot.attachThingPrincipal({ thingName: 'one', principal });
    expect(await isDenied(iot.attachThingPrincipal({ thingName: 'two', principal }))).toBe(true);
  });

  it('take a key that local-cloud does not know for absent, and say so once', async () => {
    const iot = kept(new IoT(await sessionSettings()));
    await mayIf('iot:ListThings', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
    expect(await isDenied(iot.listThings())).toBe(true);
    await mayIf('iot:ListThings', { StringEqualsIfExists: { 'AWS:principalOrgId': 'o-1' } });
    await iot.listThings();
    const warnings = logged.filter(({ level, fields }) => level === 'warn' && 'conditionKey' in fields);
    expect(warnings.map(({ fields }) => fields['conditionKey'])).toEqual(['aws:PrincipalOrgID']);
  });
});
