import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { until } from '@fleet/eventually';
import { serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createIotService } from '@fleet/services/iot';
import type { IotService } from '@fleet/services/iot';
import { createIotDataService } from '@fleet/services/iot-data';
import { connect } from 'mqtt';
import { pino } from 'pino';

const roleArn = 'arn:aws:iam::123456789012:role/rules';

let iot: IotService | undefined;
let served: ServedServices;
let client: IoTDataPlane;
/** The messages that rules have sent to each queue. */
const received: { queueUrl: string; payload: Buffer }[] = [];

beforeAll(async () => {
  served = await serveServices(async (ground) => {
    iot = await createIotService({
      ...ground,
      mqtt: { host: '127.0.0.1', port: 0 },
      mqttHost: 'localhost',
      functions: { invoke: () => Promise.reject(new Error('nothing here invokes a function')) },
      ruleTargets: {
        sqs: ({ queueUrl, body }) => {
          received.push({ queueUrl, payload: Buffer.from(body, 'base64') });
          return Promise.resolve();
        },
        cloudwatchLogs: () => Promise.reject(new Error('nothing here writes logs')),
        dynamoDB: () => Promise.reject(new Error('nothing here writes tables')),
        dynamoDBv2: () => Promise.reject(new Error('nothing here writes tables')),
      },
      roleTrust: () => true,
      authorizeRole: () => undefined,
      log: pino({ level: 'silent' }),
    });
    return [iot.service, createIotDataService(iot.broker).service];
  });
  await makeRule('everything', "SELECT * FROM '#'");
  client = new IoTDataPlane(served.client);
});

afterAll(async () => {
  client.destroy();
  await iot?.close();
  await served.close();
});

beforeEach(() => {
  received.length = 0;
});

async function makeRule(ruleName: string, sql: string): Promise<void> {
  const control = new IoT(served.client);
  const actions = [{ sqs: { queueUrl: ruleName, roleArn, useBase64: true } }];
  await control.createTopicRule({ ruleName, topicRulePayload: { sql, actions } });
  control.destroy();
}

/** A certificate that may do everything. */
async function makeIdentity(): Promise<{ cert: string; key: string }> {
  const control = new IoT(served.client);
  const made = await control.createKeysAndCertificate({ setAsActive: true });
  const statement = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await control.createPolicy({ policyName: 'everything', policyDocument });
  await control.attachPolicy({ policyName: 'everything', target: made.certificateArn });
  control.destroy();
  const { certificatePem: cert, keyPair: { PrivateKey: key } = {} } = made;
  assert(cert !== undefined && key !== undefined, 'AWS IoT answers with certificate and key');
  return { cert, key };
}

describe('the data plane API', () => {
  it('publishes, bytes and all', async () => {
    const payload = Buffer.from([0, 255, 10, 13]);
    await client.publish({ topic: 'cmd/a b/ü', payload, qos: 1 });
    await until(() => received.length > 0);
    expect(received).toEqual([{ queueUrl: 'everything', payload }]);
  });

  it.each([
    ['a wildcard', { topic: 'a/#', payload: Buffer.from('x') }],
    ['a topic reserved for AWS', { topic: '$aws/events/presence/connected/a', payload: Buffer.from('x') }],
    ['a topic of Basic Ingest', { topic: '$aws/rules/mine/x', payload: Buffer.from('{}') }],
    ['a topic that begins with "$"', { topic: '$mine/x', payload: Buffer.from('x') }],
    ['QoS 2', { topic: 'a', payload: Buffer.from('x'), qos: 2 }],
    ['a payload over 128 KB', { topic: 'a', payload: Buffer.alloc(128 * 1024 + 1) }],
  ])('refuses %s', async (_what, message) => {
    await expect(client.publish(message)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    const next = Buffer.from('the next message');
    await client.publish({ topic: 'b', payload: next });
    await until(() => received.length > 0);
    expect(received).toEqual([{ queueUrl: 'everything', payload: next }]);
  });

  it('keeps, shows, lists page by page, and deletes retained messages', async () => {
    for (const topic of ['r/1', 'r/2', 'r/3']) {
      await client.publish({ topic, payload: Buffer.from(topic), qos: 1, retain: true });
    }
    const shown = await client.getRetainedMessage({ topic: 'r/2' });
    expect(Buffer.from(shown.payload ?? []).toString()).toBe('r/2');
    expect(shown).toMatchObject({ topic: 'r/2', qos: 1, lastModifiedTime: expect.any(Number) as number });

    const first = await client.listRetainedMessages({ maxResults: 2 });
    const second = await client.listRetainedMessages({ maxResults: 1, nextToken: first.nextToken });
    const topics = [first, second].flatMap(({ retainedTopics = [] }) =>
      retainedTopics.map(({ topic }) => topic),
    );
    expect(topics).toEqual(['r/1', 'r/2', 'r/3']);
    expect(first.retainedTopics?.[0]).toMatchObject({ payloadSize: 3, qos: 1 });
    expect(second.nextToken).toBeUndefined();

    await client.publish({ topic: 'r/2', payload: Buffer.alloc(0), retain: true });
    await expect(client.getRetainedMessage({ topic: 'r/2' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuses a page token that it did not hand out', async () => {
    await expect(client.listRetainedMessages({ nextToken: '%%%' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('ends the connection of a client that is there', async () => {
    assert(iot !== undefined, 'the service was made before all tests');
    const device = connect({
      protocol: 'mqtts',
      host: 'localhost',
      port: iot.mqttPort,
      ca: readFileSync(iot.rootCertificatePath, 'utf8'),
      ...(await makeIdentity()),
      clientId: 'my device',
      reconnectPeriod: 0,
    });
    await new Promise((resolve) => device.once('connect', resolve));
    const gone = new Promise((resolve) => device.once('close', () => resolve(undefined)));
    await client.deleteConnection({ clientId: 'my device' });
    await gone;
    await expect(client.deleteConnection({ clientId: 'my device' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each(['$mine'])('refuses to end the connection of a client id that cannot be: %s', async (clientId) => {
    await expect(client.deleteConnection({ clientId })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it.each(['iotdata', 'iotdevicegateway'])('takes requests that are signed for %s', async (name) => {
    const signing = new IoTDataPlane({
      ...served.client,
      httpAuthSchemeProvider: () => [
        {
          schemeId: 'aws.auth#sigv4',
          signingProperties: { signingName: name, region: served.client.region },
          propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
        },
      ],
    });
    await expect(signing.deleteConnection({ clientId: 'nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    signing.destroy();
  });

  it('says of shadows that they are not implemented', async () => {
    await expect(client.getThingShadow({ thingName: 'a' })).rejects.toMatchObject({
      name: 'NotImplementedException',
    });
  });
});
