import type { MqttClient } from 'mqtt';
import { BrokerBench, closed } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki);
  device = await bench.register('device');
});

afterEach(() => bench.stop());

const connect = (clientId: string): Promise<MqttClient> => bench.connected(device, { clientId });

describe('lifecycle events', () => {
  it('tell who connected, from where and with which certificate', async () => {
    const event = bench.nextMessage('$aws/events/presence/connected/a');
    await connect('a');
    await expect(event).resolves.toEqual({
      clientId: 'a',
      timestamp: expect.any(Number) as number,
      eventType: 'connected',
      sessionIdentifier: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      principalIdentifier: device.certificateId,
      ipAddress: '127.0.0.1',
      versionNumber: 0,
    });
  });

  it('carry the time of the cloud', async () => {
    bench.clock.setOffset(86_400_000);
    const event = bench.nextMessage('$aws/events/presence/connected/a');
    await connect('a');
    const { timestamp } = (await event) as { timestamp: number };
    expect(Math.abs(bench.clock.nowMillis() - timestamp)).toBeLessThan(60_000);
  });

  it('tell of a DISCONNECT packet that the client wanted to go', async () => {
    const event = bench.nextMessage('$aws/events/presence/disconnected/a');
    const client = await connect('a');
    await client.endAsync();
    await expect(event).resolves.toMatchObject({
      eventType: 'disconnected',
      clientInitiatedDisconnect: true,
      disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
      principalIdentifier: device.certificateId,
      versionNumber: 0,
    });
  });

  it.each([
    ['CONNECTION_LOST', 'the connection breaks', (client: MqttClient) => client.stream.destroy()],
    ['AUTH_ERROR', 'a publish is denied', (client: MqttClient) => client.publish('denied', 'x')],
    ['CLIENT_ERROR', 'a packet is malformed', (client: MqttClient) => client.stream.write(Buffer.alloc(9))],
    ['DUPLICATE_CLIENTID', 'another client takes its id', () => connect('a')],
    ['AUTH_ERROR', 'its certificate is deactivated', () => bench.deactivate(device)],
  ])('say %s when %s', async (disconnectReason, _when, act) => {
    bench.denies = ({ action, resource }) => action === 'iot:Publish' && resource.name === 'denied';
    const client = await connect('a');
    const event = bench.nextMessage('$aws/events/presence/disconnected/a');
    await Promise.resolve(act(client));
    await expect(event).resolves.toMatchObject({ clientInitiatedDisconnect: false, disconnectReason });
  });

  it('number the connections of a client id, and begin anew after an hour', async () => {
    const versions: unknown[] = [];
    for (const offset of [0, 1000, 3_700_000]) {
      bench.clock.setOffset(offset);
      const connected = bench.nextMessage('$aws/events/presence/connected/a');
      const disconnected = bench.nextMessage('$aws/events/presence/disconnected/a');
      const client = await connect('a');
      await client.endAsync();
      for (const event of [await connected, await disconnected]) {
        versions.push((event as { versionNumber: number }).versionNumber);
      }
    }
    expect(versions).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('tell of subscriptions that were granted, and of their end', async () => {
    bench.denies = ({ action, resource }) => action === 'iot:Subscribe' && resource.name === 'denied';
    const client = await bench.connected(device, { clientId: 'a', protocolVersion: 5 });
    const subscribed = bench.nextMessage('$aws/events/subscriptions/subscribed/a');
    client.subscribe(['one', 'denied', 'two'], () => undefined);
    await expect(subscribed).resolves.toMatchObject({ eventType: 'subscribed', topics: ['one', 'two'] });
    const unsubscribed = bench.nextMessage('$aws/events/subscriptions/unsubscribed/a');
    await client.unsubscribeAsync('one');
    await expect(unsubscribed).resolves.toMatchObject({ eventType: 'unsubscribed', topics: ['one'] });
  });

  it.each(['iot:Connect', 'iot:Publish'])(
    'tell of a CONNECT that is refused for want of %s',
    async (denied) => {
      bench.denies = ({ action }) => action === denied;
      const event = bench.nextMessage('$aws/events/presence/connect_failed/a');
      const will = { topic: 'will/a', payload: Buffer.from('x'), qos: 0, retain: false } as const;
      await closed(bench.client(device, { clientId: 'a', will }));
      await expect(event).resolves.toMatchObject({
        clientId: 'a',
        eventType: 'connect_failed',
        connectFailureReason: 'AUTHORIZATION_FAILED',
        principalIdentifier: device.certificateId,
      });
    },
  );

  it.each([4, 5] as const)(
    'say who ended it when the API did (protocol version %i)',
    async (protocolVersion) => {
      const will = { topic: 'will/a', payload: Buffer.from('"x"'), qos: 0, retain: false } as const;
      const client = await bench.connected(device, { clientId: 'a', protocolVersion, will });
      const [end, event, lastWill] = [
        closed(client),
        bench.nextMessage('$aws/events/presence/disconnected/a'),
        bench.nextMessage('will/a'),
      ];
      const options = { cleanSession: false, preventWillMessage: false };
      await expect(bench.broker.disconnect('a', options)).resolves.toBe(true);
      await expect(end).resolves.toBe(protocolVersion === 5 ? 0x98 : undefined);
      await expect(event).resolves.toMatchObject({ disconnectReason: 'API_INITIATED_DISCONNECT' });
      await expect(lastWill).resolves.toBe('x');
      await expect(bench.broker.disconnect('a', options)).resolves.toBe(false);
    },
  );

  it('name the thing that the certificate belongs to exclusively', async () => {
    bench.exclusiveThings.set(device.certificateId, 'my-thing');
    const events = ['connected', 'disconnected'].map((kind) =>
      bench.nextMessage(`$aws/events/presence/${kind}/a`),
    );
    const client = await connect('a');
    await client.endAsync();
    await expect(Promise.all(events)).resolves.toEqual([
      expect.objectContaining({ thingName: 'my-thing' }),
      expect.objectContaining({ thingName: 'my-thing' }),
    ]);
  });

  it('are not sent for client ids that a topic cannot carry, nor as connected for refused connections', async () => {
    bench.denies = ({ action, resource }) => action === 'iot:Connect' && resource.name === 'refused';
    await connect('a+b');
    await closed(bench.client(device, { clientId: 'refused' }));
    await connect('last');
    const topics = bench.messages.map(({ topic }) => topic);
    expect(topics).toEqual([
      '$aws/events/presence/connect_failed/refused',
      '$aws/events/presence/connected/last',
    ]);
  });

  it('reach clients that subscribed to them', async () => {
    const watcher = await connect('watcher');
    await watcher.subscribeAsync('$aws/events/presence/connected/+');
    const message = new Promise((resolve) => watcher.once('message', resolve));
    await connect('a');
    await expect(message).resolves.toBe('$aws/events/presence/connected/a');
  });
});
