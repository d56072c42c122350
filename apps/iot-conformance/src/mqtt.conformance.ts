import { until } from '@fleet/eventually';
import { ResourceStack } from '@fleet/resource-stack';
import type { IClientOptions } from 'mqtt';
import { documented, measured, reported } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { ConnectRefusedError, DeviceConnection } from './device-connection';
import { MadeInCloud, type MadeCertificate } from './made-in-cloud';
import { untilDone } from './until-done';

const isRefused = (error: unknown): boolean => error instanceof ConnectRefusedError;

describe('the message broker', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;
  let certificate: MadeCertificate;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
    const arnOf = (resource: string): string => `arn:aws:iot:${cloud.region}:${cloud.accountId}:${resource}`;
    certificate = await made.certificate(
      await made.policy(
        { Effect: 'Allow', Action: 'iot:*', Resource: '*' },
        { Effect: 'Deny', Action: ['iot:Publish'], Resource: arnOf('topic/conformance/denied') },
        { Effect: 'Deny', Action: ['iot:Subscribe'], Resource: arnOf('topicfilter/conformance/denied') },
      ),
    );
    // A policy that has just been attached may not be seen by the first connection.
    await untilDone(async () => (await connect()).close(), isRefused);
  });

  afterAll(() => resources.dispose());

  const connect = (
    options: Pick<IClientOptions, 'clientId' | 'protocolVersion' | 'clean' | 'keepalive' | 'properties'> = {},
  ): Promise<DeviceConnection> =>
    DeviceConnection.open(cloud, certificate, { clientId: cloud.freshName('client'), ...options });

  /** A second connection of a client id within a second, or more, is throttled. */
  async function reconnect(
    clientId: string,
    options: Parameters<typeof connect>[0],
  ): Promise<DeviceConnection> {
    const connections: DeviceConnection[] = [];
    await untilDone(async () => connections.push(await connect({ clientId, ...options })), isRefused);
    const [connection] = connections;
    if (connection === undefined) {
      throw new Error('untilDone() returned without a connection');
    }
    return connection;
  }

  documented('developer guide, mqtt')('tells a client of MQTT 5 what it offers', async () => {
    const { connack } = await connect();
    expect(connack.properties).toMatchObject({ maximumQoS: 1, subscriptionIdentifiersAvailable: false });
    expect(connack.properties?.maximumPacketSize).toBeLessThanOrEqual(128 * 1024);
  });

  measured('awslabs/aws-crt-java#618')('offers eight topic aliases', async () => {
    const { connack } = await connect();
    expect(connack.properties?.topicAliasMaximum).toBe(8);
  });

  documented('developer guide, mqtt')(
    'names a keep-alive of its own to who asks for less than 30 s',
    async () => {
      const { connack } = await connect({ keepalive: 10 });
      expect(connack.properties?.serverKeepAlive).toBe(30);
    },
  );

  documented('developer guide, mqtt')('gives a client of MQTT 5 an id if it has none', async () => {
    const { connack } = await connect({ clientId: '', clean: true });
    expect(connack.properties?.assignedClientIdentifier).toEqual(expect.stringMatching(/./));
  });

  measured('ministackorg/ministack#1755')('does not let in a certificate without a policy', async () => {
    const bare = await made.certificate();
    const opened = DeviceConnection.open(cloud, bare, { clientId: cloud.freshName('client') });
    await expect(opened).rejects.toBeInstanceOf(ConnectRefusedError);
  });

  documented('developer guide, life-cycle-events')(
    'ends the older of two connections of one client id, with 142 in MQTT 5',
    async () => {
      const clientId = cloud.freshName('client');
      const older = await connect({ clientId });
      await reconnect(clientId, {});
      expect(await older.closed).toBe(142);
    },
  );

  documented('developer guide, mqtt')('refuses a subscription with 135 in the SUBACK', async () => {
    const device = await connect();
    const codes = await new Promise<unknown>((resolve) => {
      device.client.on('packetreceive', (packet) => {
        if (packet.cmd === 'suback') {
          resolve(packet.granted);
        }
      });
      device.client.subscribe('conformance/denied', { qos: 1 }, () => undefined);
    });
    expect(codes).toEqual([135]);
  });

  documented('developer guide, mqtt')('does not pass on what a policy forbids to publish', async () => {
    const receiver = await connect();
    await receiver.client.subscribeAsync(['conformance/+'], { qos: 1 });
    const sender = await connect();
    // Whether a PUBACK with 135, a DISCONNECT or a close answers is not settled. Nothing may arrive.
    await sender.client.publishAsync('conformance/denied', 'x', { qos: 1 }).catch(() => undefined);
    await (await connect()).client.publishAsync('conformance/allowed', 'y', { qos: 1 });
    await receiver.next('conformance/allowed');
    expect(receiver.messages).toEqual([{ topic: 'conformance/allowed', payload: 'y' }]);
  });

  reported('awslabs/aws-crt-python#229')(
    'closes the connection of a client of MQTT 3.1.1 that publishes what it may not',
    async () => {
      const device = await connect({ protocolVersion: 4 });
      device.client.publish('conformance/denied', 'x', { qos: 1 }, () => undefined);
      expect(await device.closed).toBeUndefined();
    },
  );

  documented('developer guide, mqtt')('sends what came while the client of a session was away', async () => {
    const clientId = cloud.freshName('client');
    const topic = `conformance/${clientId}`;
    const session = { clean: false, properties: { sessionExpiryInterval: 600 } };
    const before = await connect({ clientId, ...session });
    await before.client.subscribeAsync([topic], { qos: 1 });
    await before.close();
    const sender = await connect();
    await sender.client.publishAsync(topic, 'while away', { qos: 1 });
    const after = await reconnect(clientId, session);
    expect(after.connack.sessionPresent).toBe(true);
    expect(await after.next(topic)).toBe('while away');
  });

  documented('developer guide, mqtt')(
    'sends a retained message to who subscribes to its very topic',
    async () => {
      const topic = `conformance/${cloud.freshName('retained')}`;
      const sender = await connect();
      await sender.client.publishAsync(topic, 'kept', { qos: 1, retain: true });
      const device = await connect();
      await device.client.subscribeAsync([topic], { qos: 1 });
      expect(await device.next(topic)).toBe('kept');
      await sender.client.publishAsync(topic, '', { qos: 1, retain: true });
    },
  );

  documented('developer guide, mqtt')(
    'gives each message of a shared subscription to one of its clients',
    async () => {
      const topic = `conformance/${cloud.freshName('shared')}`;
      const workers = [await connect(), await connect()];
      for (const { client } of workers) {
        await client.subscribeAsync([`$share/workers/${topic}`], { qos: 1 });
      }
      const sender = await connect();
      const sent = Array.from({ length: 10 }, (_, index) => `job ${index}`);
      for (const job of sent) {
        await sender.client.publishAsync(topic, job, { qos: 1 });
      }
      const received = (): string[] =>
        workers.flatMap(({ messages }) => messages.map(({ payload }) => payload));
      await until(() => received().length >= sent.length);
      expect(received().toSorted()).toEqual(sent.toSorted());
    },
  );

  documented('API reference, UpdateCertificate')(
    'cuts the connections of a certificate that is deactivated',
    async () => {
      const device = await made.certificate(await made.policy());
      const connection = await DeviceConnection.open(cloud, device, { clientId: cloud.freshName('client') });
      await cloud.iot.updateCertificate({ certificateId: device.certificateId, newStatus: 'INACTIVE' });
      // Within a few minutes, AWS says.
      await connection.closed;
    },
  );
});
