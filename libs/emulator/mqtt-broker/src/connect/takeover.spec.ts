import type { IConnectPacket, ISubscribePacket } from 'mqtt-packet';
import { BrokerBench } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import { RawClient } from '../test-support/raw-client';

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;

beforeAll(async () => {
  pki = await createTestPki();
});

beforeEach(async () => {
  bench = await BrokerBench.start(pki, { limits: { drainMillis: 2000 } });
  device = await bench.register('device');
});

afterEach(() => bench.stop());

const subscribe: ISubscribePacket = {
  cmd: 'subscribe',
  messageId: 1,
  subscriptions: [{ topic: 'cmd/a', qos: 1 }],
};

const connectPacket = (options: Partial<IConnectPacket>): IConnectPacket => ({
  cmd: 'connect',
  protocolId: 'MQTT',
  keepalive: 60,
  clientId: 'a',
  clean: false,
  ...options,
});

const publish = (payload: string): Promise<void> =>
  bench.broker.publish({ topic: 'cmd/a', payload: Buffer.from(payload), qos: 1 });

const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A connection that the broker knows, and that has not said CONNECT yet. */
async function silentClient(protocolVersion: 4 | 5): Promise<RawClient> {
  const admitted = bench.admitted();
  const client = RawClient.open(bench, device, protocolVersion);
  await admitted;
  return client;
}

describe.each([
  { protocolVersion: 4 },
  { protocolVersion: 5, properties: { sessionExpiryInterval: 600 } },
] as const)('a CONNECT with the end of its connection behind it ($protocolVersion)', (options) => {
  const { protocolVersion } = options;

  /** Sends CONNECT, and ends the connection so many turns of the event loop later. */
  async function connectBriefly(turns: number): Promise<void> {
    const brief = await silentClient(protocolVersion);
    brief.send(connectPacket(options));
    for (let turn = 0; turn < turns; turn += 1) {
      await eventLoopTurn();
    }
    brief.end();
    await brief.untilClosed();
  }

  it.each([0, 1, 2, 3])('leaves no connection that is open and gets nothing (%i turns)', async (turns) => {
    const first = await RawClient.connected(bench, device, { clientId: 'a', ...options });
    first.send(subscribe);
    await first.next('suback');
    await connectBriefly(turns);
    await publish('x');
    const isServed = await first.roundTrip().then(
      () => first.all('publish').length === 1,
      () => false,
    );
    expect(isServed).toBe(!first.closed);
    first.end();
  });

  it.each([0, 1, 2, 3])('leaves no session without an end (%i turns)', async (turns) => {
    await connectBriefly(turns);
    // A round trip of another client: the broker has dealt with the end of the connection.
    const other = await RawClient.connected(bench, device, { clientId: 'other', protocolVersion });
    await other.roundTrip();
    other.end();
    bench.clock.setOffset(7_200_000);
    const back = await RawClient.connected(bench, device, { clientId: 'a', clean: false, ...options });
    expect(back.all('connack')).toMatchObject([{ sessionPresent: false }]);
    back.end();
  });
});

describe('three connections that take a client id over at once', () => {
  it.each([4, 5] as const)('leave the last one (protocol version %i)', async (protocolVersion) => {
    const first = await RawClient.connected(bench, device, { clientId: 'a', protocolVersion });
    const others = [await silentClient(protocolVersion), await silentClient(protocolVersion)];
    for (const client of others) {
      client.send(connectPacket({ protocolVersion, clean: true }));
    }
    const all = [first, ...others];
    while (all.filter(({ closed }) => !closed).length > 1) {
      await eventLoopTurn();
    }
    const [last] = all.filter(({ closed }) => !closed);
    last?.send(subscribe);
    await last?.next('suback');
    await publish('x');
    await expect(last?.next('publish')).resolves.toBeDefined();
    expect(bench.broker.connections()).toHaveLength(1);
    last?.end();
  });
});

describe('the end of an old session leaves the new one of the same client id', () => {
  const persistent = { protocolVersion: 5, properties: { sessionExpiryInterval: 600 } } as const;

  /** The client has a session, subscribes in it and leaves; then a message comes. */
  async function expectKept(client: RawClient): Promise<void> {
    const gone = bench.nextMessage('$aws/events/presence/disconnected/a');
    client.send({ cmd: 'disconnect' });
    await gone;
    await publish('kept');
    const back = await RawClient.connected(bench, device, { clientId: 'a', clean: false, ...persistent });
    expect(back.all('connack')).toMatchObject([{ sessionPresent: true }]);
    await expect(back.next('publish')).resolves.toMatchObject({ payload: Buffer.from('kept') });
    back.end();
  }

  it.each(Array.from({ length: 10 }, (_, turns) => turns))(
    'when the API ends the connection of the old one with its session, %i turns after the new CONNECT',
    async (turns) => {
      const old = await RawClient.connected(bench, device, { clientId: 'a', clean: false, ...persistent });
      const fresh = await silentClient(5);
      fresh.send(connectPacket(persistent));
      for (let turn = 0; turn < turns; turn += 1) {
        await eventLoopTurn();
      }
      await bench.broker.disconnect('a', { cleanSession: true, preventWillMessage: true });
      await old.untilClosed();
      const isThere = await fresh.roundTrip().then(
        () => true,
        () => false,
      );
      if (isThere) {
        fresh.send(subscribe);
        await fresh.next('suback');
        await expectKept(fresh);
      } else {
        // It was the new one that had the client id already.
        expect(turns).toBeGreaterThan(0);
      }
    },
  );

  it.each(Array.from({ length: 12 }, (_, turns) => turns))(
    'when it was to end with its connection, which ends %i turns before the new one begins',
    async (turns) => {
      const old = await RawClient.connected(bench, device, { clientId: 'a', protocolVersion: 5 });
      old.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'any', qos: 1 }] });
      await old.next('suback');
      const fresh = await silentClient(5);
      old.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
      for (let turn = 0; turn < turns; turn += 1) {
        await eventLoopTurn();
      }
      fresh.send(connectPacket(persistent), subscribe);
      await fresh.next('suback');
      await old.untilClosed();
      await fresh.roundTrip();
      await expectKept(fresh);
    },
  );
});
