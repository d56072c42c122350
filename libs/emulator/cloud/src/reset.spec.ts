import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { failureOf } from '@fleet/served-services';
import { connectAsync } from 'mqtt';
import type { Cloud } from './cloud-interface';
import type { CloudLogEntry } from './cloud-log';
import { startCloud } from './start-cloud';
import { clientSettings } from './testing/client-settings';
import type { ClientSettings } from './testing/client-settings';
import { storeFunction } from './testing/stored-function';

describe('a cloud that is reset', () => {
  const callback = createServer((_request, response) => {
    response.end();
    listener();
  });
  let listener: () => void = () => undefined;
  let callbackPort: number;
  beforeAll(async () => {
    await new Promise<void>((resolve) => callback.listen(0, '127.0.0.1', resolve));
    callbackPort = (callback.address() as AddressInfo).port;
  });
  afterAll(() => callback.close());

  const entries: CloudLogEntry[] = [];
  let cloud: Cloud;
  let settings: ClientSettings;
  const clients: { destroy(): void }[] = [];
  const client = <Client extends { destroy(): void }>(made: Client): Client => {
    clients.push(made);
    return made;
  };

  beforeEach(async () => {
    entries.length = 0;
    cloud = await startCloud({ ephemeral: true, log: (entry) => entries.push(entry) });
    settings = clientSettings(cloud);
  });
  afterEach(async () => {
    clients.splice(0).forEach((made) => made.destroy());
    await cloud.close();
    expect(entries.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is empty in every service, as often as it is reset', async () => {
    const iot = client(new IoT(settings));
    const s3 = client(new S3(settings));
    const sqs = client(new SQS(settings));
    const dynamodb = client(new DynamoDB(settings));
    const scheduler = client(new Scheduler(settings));
    const made = async () => ({
      things: (await iot.listThings({})).things?.length,
      buckets: (await s3.listBuckets({})).Buckets?.length ?? 0,
      queues: (await sqs.listQueues({})).QueueUrls?.length ?? 0,
      tables: (await dynamodb.listTables({})).TableNames?.length,
      groups: (await scheduler.listScheduleGroups({})).ScheduleGroups?.map(({ Name: name }) => name),
    });
    for (let round = 0; round < 3; round += 1) {
      expect(await made()).toEqual({ things: 0, buckets: 0, queues: 0, tables: 0, groups: ['default'] });
      await iot.createThing({ thingName: 't' });
      await s3.createBucket({ Bucket: 'bucket' });
      await s3.putObject({ Bucket: 'bucket', Key: 'k', Body: 'text' });
      await sqs.createQueue({ QueueName: 'q' });
      await dynamodb.createTable({
        TableName: 'items',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: round === 1 ? 'N' : 'S' }],
      });
      await scheduler.createScheduleGroup({ Name: 'sweeps' });
      await cloud.reset();
    }
  });

  it('is where it was, with the same authority, at the machine’s time', async () => {
    const iot = client(new IoT(settings));
    const { endpointAddress } = await iot.describeEndpoint({ endpointType: 'iot:Data-ATS' });
    cloud.clock.advance(86_400_000);
    await cloud.reset();
    expect(cloud.clock.offsetMillis).toBe(0);
    expect(await iot.describeEndpoint({ endpointType: 'iot:Data-ATS' })).toMatchObject({ endpointAddress });
    const device = await connectDevice(cloud, iot);
    expect(device.connected).toBe(true);
    await device.endAsync();
  });

  it('ends MQTT connections, and knows their certificates no more', async () => {
    const device = await connectDevice(cloud, client(new IoT(settings)));
    const ended = new Promise<void>((resolve) => device.once('close', () => resolve()));
    await cloud.reset();
    await ended;
    const { options } = device;
    const again = connectAsync(`mqtts://${cloud.mqttHost}:${cloud.mqttPort}`, options, false);
    await expect(again).rejects.toThrow();
  });

  it('ends what is under way: a function that runs, and a poll of a queue', async () => {
    const running = new Promise<void>((resolve) => {
      listener = () => resolve();
    });
    await storeFunction(settings, 'hangs', hangsAfterACall(callbackPort));
    const invoked = client(new Lambda(settings)).invoke({ FunctionName: 'hangs' });
    const sqs = client(new SQS(settings));
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' });
    const polled = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
    await running;
    const ends = Promise.allSettled([invoked, polled]);
    await cloud.reset();
    await ends;
    expect(await failureOf(client(new Lambda(settings)).getFunction({ FunctionName: 'hangs' }))).toBe(
      'ResourceNotFoundException',
    );
  });

  it('waits its turn: resets and the end come one after the other', async () => {
    const resets = [cloud.reset(), cloud.reset()];
    const closed = cloud.close();
    await Promise.all([...resets, closed]);
    expect(await failureOf(client(new IoT(settings)).listThings({}))).not.toBe('no failure');
  });
});

const hangsAfterACall = (port: number): string => `
exports.handler = async () => {
  await fetch('http://127.0.0.1:${port}');
  await new Promise((resolve) => setTimeout(resolve, 50_000));
};`;

async function connectDevice(cloud: Cloud, iot: IoT) {
  const { certificatePem, certificateArn, keyPair } = await iot.createKeysAndCertificate({
    setAsActive: true,
  });
  const allow = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
  await iot.createPolicy({
    policyName: 'everything',
    policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }),
  });
  await iot.attachPolicy({ policyName: 'everything', target: certificateArn });
  if (certificatePem === undefined || keyPair?.PrivateKey === undefined) {
    throw new Error('the cloud made no certificate');
  }
  return connectAsync({
    protocol: 'mqtts',
    host: cloud.mqttHost,
    port: cloud.mqttPort,
    ca: cloud.rootCa,
    cert: certificatePem,
    key: keyPair.PrivateKey,
    clientId: 'device',
    reconnectPeriod: 0,
  });
}
