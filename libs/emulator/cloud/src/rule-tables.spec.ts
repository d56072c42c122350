import { readFileSync } from 'node:fs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import type { TopicRulePayload } from '@aws-sdk/client-iot';
import { SQS } from '@aws-sdk/client-sqs';
import { eventually } from '@fleet/eventually';
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import { startTestCloud, type TestCloud } from './testing/test-cloud';

const allow = (action: string, extra: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, ...extra }] });

describe('topic rules that write what devices say into tables', () => {
  let cloud: TestCloud;
  let iot: IoT;
  let dynamoDb: DynamoDB;
  let sqs: SQS;
  let device: MqttClient;
  let roleArn: string;
  let QueueUrl: string;

  beforeAll(async () => {
    cloud = await startTestCloud();
    iot = new IoT(cloud.settings);
    dynamoDb = new DynamoDB(cloud.settings);
    sqs = new SQS(cloud.settings);
    roleArn = await makeRole();
    ({ QueueUrl = '' } = await sqs.createQueue({ QueueName: 'failures' }));
    await dynamoDb.createTable({
      TableName: 'readings',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'device', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'device', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
    });
    device = await connect('lamp');
  });

  afterAll(async () => {
    await device.endAsync();
    for (const client of [iot, dynamoDb, sqs]) {
      client.destroy();
    }
    await cloud.close();
  });

  async function makeRole(): Promise<string> {
    const iam = new IAM(cloud.settings);
    const { Role } = await iam.createRole({
      RoleName: 'rules',
      AssumeRolePolicyDocument: allow('sts:AssumeRole', { Principal: { Service: 'iot.amazonaws.com' } }),
    });
    await iam.putRolePolicy({
      RoleName: 'rules',
      PolicyName: 'write',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'sqs:SendMessage'],
            Resource: '*',
          },
        ],
      }),
    });
    iam.destroy();
    return Role?.Arn ?? '';
  }

  async function connect(clientId: string): Promise<MqttClient> {
    const {
      certificateArn,
      certificatePem = '',
      keyPair,
    } = await iot.createKeysAndCertificate({
      setAsActive: true,
    });
    await iot.createPolicy({ policyName: 'all', policyDocument: allow('iot:*', { Resource: '*' }) });
    await iot.attachPolicy({ policyName: 'all', target: certificateArn });
    const { mqtt, rootCa } = cloud.endpoints;
    const identity = { cert: certificatePem, key: keyPair?.PrivateKey ?? '' };
    const ca = readFileSync(rootCa, 'utf8');
    return connectAsync({ protocol: 'mqtts', ...mqtt, ca, ...identity, clientId, reconnectPeriod: 0 });
  }

  const makeRule = (ruleName: string, rule: Omit<TopicRulePayload, 'awsIotSqlVersion'>): Promise<unknown> =>
    iot.createTopicRule({
      ruleName,
      topicRulePayload: {
        ...rule,
        awsIotSqlVersion: '2016-03-23',
        errorAction: { sqs: { queueUrl: QueueUrl, roleArn } },
      },
    });

  const publish = (topic: string, message: object | Buffer): Promise<unknown> =>
    device.publishAsync(topic, Buffer.isBuffer(message) ? message : JSON.stringify(message), { qos: 1 });

  /** The item of the key, as soon as it passes: rules run beside the publisher. */
  async function item(at: number, passes: (found: unknown) => boolean): Promise<unknown> {
    const Key = { device: { S: 'lamp' }, at: { N: String(at) } };
    const { Item } = await eventually('item that passes', async () => {
      const answer = await dynamoDb.getItem({ TableName: 'readings', Key });
      return passes(answer.Item) ? answer : undefined;
    });
    return Item;
  }

  async function failure(): Promise<unknown> {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
    const [{ Body = '', ReceiptHandle } = {}] = Messages;
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    return JSON.parse(Body) as unknown;
  }

  it('puts each member of the message into an attribute of its own (dynamoDBv2)', async () => {
    await makeRule('columns', {
      sql: `SELECT *, clientid() AS device, round(temperature * 9 / 5 + 32) AS fahrenheit FROM 'readings/+'
            WHERE temperature > 20`,
      actions: [{ dynamoDBv2: { putItem: { tableName: '${topic(1)}' }, roleArn } }],
    });
    await publish('readings/lamp', {
      at: 1,
      temperature: 21.5,
      on: true,
      tags: ['a', null],
      place: { x: 0.1 },
    });
    expect(await item(1, (found) => found !== undefined)).toEqual({
      device: { S: 'lamp' },
      at: { N: '1' },
      temperature: { N: '21.5' },
      fahrenheit: { N: '71' },
      on: { BOOL: true },
      tags: { L: [{ S: 'a' }, { NULL: true }] },
      place: { M: { x: { N: '0.1' } } },
    });
  });

  it('inserts, updates and deletes the item that the message names (dynamoDB)', async () => {
    const action = {
      roleArn,
      tableName: 'readings',
      hashKeyField: 'device',
      hashKeyValue: '${clientid()}',
      rangeKeyField: 'at',
      rangeKeyType: 'NUMBER',
      rangeKeyValue: '${at}',
    } as const;
    await makeRule('items', {
      sql: `SELECT VALUE body FROM 'items/+'`,
      actions: [{ dynamoDB: { ...action, operation: '${upper(topic(2))}', payloadField: '${field}' } }],
    });
    const key = { device: { S: 'lamp' }, at: { N: '2' } };
    await publish('items/insert', { at: 2, field: 'first', body: { a: 1 } });
    expect(await item(2, (found) => found !== undefined)).toEqual({
      ...key,
      first: { M: { a: { N: '1' } } },
    });
    await publish('items/update', { at: 2, field: 'second', body: 'x' });
    const isUpdated = (found: unknown): boolean => JSON.stringify(found).includes('second');
    expect(await item(2, isUpdated)).toEqual({ ...key, first: { M: { a: { N: '1' } } }, second: { S: 'x' } });
    await publish('items/delete', { at: 2, field: 'any', body: null });
    await item(2, (found) => found === undefined);
  });

  it('writes what is not JSON as bytes', async () => {
    await makeRule('bytes', {
      sql: `SELECT * FROM 'bytes'`,
      actions: [
        {
          dynamoDB: {
            roleArn,
            tableName: 'readings',
            hashKeyField: 'device',
            hashKeyValue: '${clientid()}',
            rangeKeyField: 'at',
            rangeKeyType: 'NUMBER',
            rangeKeyValue: '3',
          },
        },
      ],
    });
    await publish('bytes', Buffer.from([0, 0xff]));
    expect(await item(3, (found) => found !== undefined)).toMatchObject({
      payload: { B: Uint8Array.from([0, 0xff]) },
    });
  });

  it('reports to the error action what the table refused', async () => {
    await makeRule('wrong', {
      sql: `SELECT * FROM 'wrong'`,
      actions: [
        { dynamoDB: { roleArn, tableName: 'readings', hashKeyField: 'nobody', hashKeyValue: 'k' } },
        { dynamoDBv2: { putItem: { tableName: 'absent' }, roleArn } },
      ],
    });
    await publish('wrong', { a: 1 });
    expect(await failure()).toEqual({
      ruleName: 'wrong',
      topic: 'wrong',
      cloudwatchTraceId: expect.stringMatching(/^[\da-f-]{36}$/),
      clientId: 'lamp',
      base64OriginalPayload: Buffer.from('{"a":1}').toString('base64'),
      failures: [
        {
          failedAction: 'DynamoAction',
          failedResource: 'readings',
          errorMessage: expect.stringMatching(
            /^Dynamo Insert record failed\. The error received was .+ \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; Request ID: [^)]+\)\. Message arrived on: wrong, Action: dynamo, Table: readings, HashKeyField: nobody, HashKeyValue: k, RangeKeyField: None, RangeKeyValue: None$/,
          ),
        },
        {
          failedAction: 'DynamoDBv2Action',
          failedResource: 'absent',
          errorMessage: expect.stringContaining('Error Code: ResourceNotFoundException'),
        },
      ],
    });
  });
});
