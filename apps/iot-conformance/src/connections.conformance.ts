import { ResourceStack } from '@fleet/resource-stack';
import type { IClientOptions } from 'mqtt';
import { documented, guessed } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { ConnectRefusedError, DeviceConnection } from './device-connection';
import { MadeInCloud, type MadeCertificate } from './made-in-cloud';
import { untilDone } from './until-done';

describe('connections that the API ends', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let certificate: MadeCertificate;
  let watcher: DeviceConnection;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    const made = new MadeInCloud(cloud);
    certificate = await made.certificate(await made.policy());
    // A policy that has just been attached may not be seen by the first connection.
    await untilDone(
      async () => (watcher = await connect(cloud.freshName('watcher'))),
      (error) => error instanceof ConnectRefusedError,
    );
  });

  afterAll(() => resources.dispose());

  const connect = (
    clientId: string,
    options: Pick<IClientOptions, 'protocolVersion' | 'clean' | 'properties' | 'will'> = {},
  ): Promise<DeviceConnection> => DeviceConnection.open(cloud, certificate, { clientId, ...options });

  /** A second connection of a client id within a second, or more, is throttled. */
  async function reconnect(
    clientId: string,
    options: Parameters<typeof connect>[1],
  ): Promise<DeviceConnection> {
    let connection: DeviceConnection | undefined;
    await untilDone(
      async () => (connection = await connect(clientId, options)),
      (error) => error instanceof ConnectRefusedError,
    );
    if (connection === undefined) {
      throw new Error('untilDone() returned without a connection');
    }
    return connection;
  }

  const willOn = (topic: string) => ({
    will: { topic, payload: Buffer.from('will'), qos: 1, retain: false } as const,
  });

  documented('developer guide, mqtt')('end with a DISCONNECT for a client of MQTT 5', async () => {
    const clientId = cloud.freshName('client');
    const device = await connect(clientId);
    await cloud.iotData.deleteConnection({ clientId });
    expect(await device.closed).toBeDefined();
  });

  documented('developer guide, life-cycle-events')('say so in their lifecycle event', async () => {
    const clientId = cloud.freshName('client');
    const topic = `$aws/events/presence/disconnected/${clientId}`;
    await watcher.client.subscribeAsync([topic], { qos: 1 });
    await connect(clientId);
    await cloud.iotData.deleteConnection({ clientId });
    expect(JSON.parse(await watcher.next(topic))).toMatchObject({
      disconnectReason: 'API_INITIATED_DISCONNECT',
    });
  });

  documented('API reference, DeleteConnection')('send the will, unless it is to be kept back', async () => {
    const [sent, keptBack] = [cloud.freshName('will'), cloud.freshName('will')];
    await watcher.client.subscribeAsync([sent, keptBack], { qos: 1 });
    await connect(keptBack, willOn(keptBack));
    await connect(sent, willOn(sent));
    await cloud.iotData.deleteConnection({ clientId: keptBack, preventWillMessage: true });
    await cloud.iotData.deleteConnection({ clientId: sent });
    expect(await watcher.next(sent)).toBe('will');
    expect(watcher.messages.map(({ topic }) => topic)).not.toContain(keptBack);
  });

  documented('API reference, DeleteConnection')(
    'leave their session behind, unless it is to be removed',
    async () => {
      const clientId = cloud.freshName('client');
      const session = { clean: false, properties: { sessionExpiryInterval: 600 } };
      await connect(clientId, session);
      await cloud.iotData.deleteConnection({ clientId });
      const second = await reconnect(clientId, session);
      expect(second.connack.sessionPresent).toBe(true);
      await cloud.iotData.deleteConnection({ clientId, cleanSession: true });
      const third = await reconnect(clientId, session);
      expect(third.connack.sessionPresent).toBe(false);
    },
  );

  documented('API reference, DeleteConnection')('are not of client ids that begin with $', async () => {
    await expect(cloud.iotData.deleteConnection({ clientId: '$mine' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  guessed('the API reference names ResourceNotFoundException without saying when')(
    'are not found where the client is not connected',
    async () => {
      const clientId = cloud.freshName('client');
      await expect(cloud.iotData.deleteConnection({ clientId })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    },
  );
});
