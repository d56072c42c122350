import fc from 'fast-check';
import { generate, type IPublishPacket, type ISubscription, type Packet } from 'mqtt-packet';
import { TestEndpoint } from '../testing/test-endpoint';
import { programLimits } from './program-limits';

const own = 'dt/device-1/data';
const never = new AbortController().signal;
const ping = generate({ cmd: 'pingreq' });

describe('a program that means harm, or is broken', () => {
  let agent: TestEndpoint;

  beforeEach(async () => {
    agent = await TestEndpoint.start();
  });

  afterEach(() => agent.dispose());

  const message: IPublishPacket = {
    cmd: 'publish',
    topic: own,
    payload: 'x',
    qos: 1,
    dup: false,
    retain: false,
    messageId: 1,
  };
  const endings = (): unknown[] =>
    agent.device.events.filter(({ event }) => event === 'program-disconnected');

  it('is disconnected when it does not read what it has subscribed to, and no other suffers', async () => {
    await agent.goOnline();
    const [slow, other] = [await agent.program({ clientId: 'slow' }), await agent.program()];
    for (const program of [slow, other]) {
      await program.subscribe('cmd/device-1/jobs/#', 0);
    }
    slow.socket.pause();
    const load = Buffer.alloc(120_000, 'x');
    for (let sent = 0; sent < 20; sent += 1) {
      await agent.cloud.publish('cmd/device-1/jobs/1', load);
    }
    await agent.device.sees('program-disconnected');
    expect(await other.messages(20)).toHaveLength(20);
    expect(endings()).toEqual([
      {
        event: 'program-disconnected',
        program: 'slow',
        reason: 'it does not read what it has subscribed to fast enough',
      },
    ]);
    slow.socket.resume();
    expect(await slow.gets('disconnect')).toMatchObject({ reasonCode: 0x97 });
  });

  it('is disconnected when it does not acknowledge what it gets', async () => {
    await agent.goOnline();
    const program = await agent.program({ properties: { receiveMaximum: 2 } });
    await program.subscribe('cmd/device-1/jobs/#');
    const load = Buffer.alloc(100_000, 'x');
    for (let sent = 0; sent < 9; sent += 1) {
      await agent.cloud.publish('cmd/device-1/jobs/1', load);
    }
    expect(await program.gets('disconnect')).toMatchObject({ reasonCode: 0x97 });
    expect(program.all('publish')).toHaveLength(2);
  });

  it('gets what waits for it, in order, as it acknowledges', async () => {
    await agent.goOnline();
    const program = await agent.program({ properties: { receiveMaximum: 1 } });
    await program.subscribe('cmd/device-1/jobs/#');
    for (const payload of ['1', '2', '3']) {
      await agent.cloud.publish('cmd/device-1/jobs/1', payload);
    }
    for (const count of [1, 2, 3]) {
      await program.messages(count);
      const { messageId = 0 } = program.all('publish')[count - 1] ?? {};
      program.send({ cmd: 'puback', messageId });
    }
    expect(program.all('publish').map(({ payload }) => payload.toString())).toEqual(['1', '2', '3']);
  });

  it('is disconnected when it asks and asks, and reads no answer', async () => {
    const program = await agent.program();
    program.socket.pause();
    for (let written = 0; written < 200; written += 1) {
      program.socket.write(Buffer.concat(Array.from({ length: 1_000 }, () => ping)));
    }
    await agent.device.sees('program-disconnected');
  });

  it('is held up when it publishes more than is kept for it, and loses nothing', async () => {
    const program = await agent.program();
    const count = programLimits.heldMessages + 20;
    for (let sent = 0; sent < count; sent += 1) {
      program.publish(own, String(sent));
    }
    program.send({ cmd: 'pingreq' });
    const other = await agent.program({ clientId: 'other' });
    other.publish(own, 'of the other');
    await agent.goOnline();
    await other.gets('puback');
    await program.gets('puback', ({ messageId }) => messageId === count);
    await program.gets('pingresp');
    expect(agent.cloud.received(own)).toHaveLength(count + 1);
  });

  it('does not fill the memory with wills while the device is offline', async () => {
    const will = { topic: own, payload: Buffer.alloc(60_000, 'w'), qos: 1 as const };
    for (let times = 0; times < 10; times += 1) {
      const program = await agent.program({ will });
      program.socket.destroy();
      await program.closed;
    }
    await agent.device.sees('dropped');
    const witness = await agent.program();
    witness.publish(own, 'witness');
    await agent.goOnline();
    await witness.gets('puback');
    expect(agent.cloud.received(own).length).toBeLessThanOrEqual(
      1 + programLimits.orphanBytes / will.payload.length,
    );
  });

  it('keeps nobody out by saying nothing, however many they are', async () => {
    const silent = Array.from({ length: 5 * programLimits.newcomers }, () => agent.knock());
    await silent[0]?.closed;
    expect((await agent.program()).all('connack')).toMatchObject([{ reasonCode: 0 }]);
  });

  it('keeps no place when it is held up, and others need it', async () => {
    for (let index = 0; index < programLimits.connections; index += 1) {
      const program = await agent.program({ clientId: `program-${index}` });
      await agent.device.timing.sleep(1_000, never);
      if (index === 3 || index === 5) {
        for (let sent = 0; sent < programLimits.heldMessages + 1; sent += 1) {
          program.publish(own, String(sent));
        }
      }
    }
    const late = await agent.program({ clientId: 'late' });
    expect(late.all('connack')).toMatchObject([{ reasonCode: 0 }]);
    await agent.device.sees('program-disconnected');
    expect(endings()).toMatchObject([{ program: 'program-3', reason: expect.stringMatching(/held up/) }]);
  });

  it('gets what waits for it after a message that is larger than it takes', async () => {
    await agent.goOnline();
    const program = await agent.program({ properties: { receiveMaximum: 1, maximumPacketSize: 1_000 } });
    await program.subscribe('cmd/device-1/jobs/#');
    for (const payload of ['1', 'x'.repeat(2_000), '2', '3']) {
      await agent.cloud.publish('cmd/device-1/jobs/1', payload);
    }
    for (const count of [1, 2, 3]) {
      await program.messages(count);
      const { messageId = 0 } = program.all('publish')[count - 1] ?? {};
      program.send({ cmd: 'puback', messageId });
    }
    expect(program.all('publish').map(({ payload }) => payload.toString())).toEqual(['1', '2', '3']);
  });

  it('is disconnected when it uses the id of a message that is not acknowledged', async () => {
    const program = await agent.program();
    program.send({ ...message, payload: 'first' });
    program.send({ ...message, payload: 'again', dup: true });
    program.send({ ...message, payload: 'second' });
    expect(await program.gets('disconnect')).toMatchObject({ reasonCode: 0x82 });
    await program.closed;
    expect(program.all('puback')).toEqual([]);
  });

  it('ends the device’s connection three times with a topic, and then no more for an hour', async () => {
    agent.cloud.forbids = (topic) => topic === 'dt/device-1/poison';
    const poison = await agent.program({ clientId: 'poison' });
    const other = await agent.program({ clientId: 'other' });
    poison.publish('dt/device-1/poison', '1');
    poison.publish('dt/device-1/poison', '2');
    other.publish(own, 'good');
    for (let times = 0; times < 3; times += 1) {
      const { connection } = await agent.goOnline();
      await new Promise((resolve) => connection.onClose(resolve));
    }
    expect(await poison.gets('disconnect')).toMatchObject({ reasonCode: 0x87 });
    await agent.goOnline();
    expect(await other.gets('puback')).toMatchObject({ reasonCode: 0 });
    expect(agent.device.events).toContainEqual({
      event: 'dropped',
      topic: 'dt/device-1/poison',
      program: 'poison',
      reason: expect.stringMatching(/3 connections in a row/),
    });
    const again = await agent.program({ clientId: 'poison' });
    again.publish('dt/device-1/poison', '3');
    expect(await again.gets('puback')).toMatchObject({ reasonCode: 0x87 });
    const will = { topic: 'dt/device-1/poison', payload: Buffer.from('4'), qos: 1 as const };
    expect((await agent.program({ will })).all('connack')).toMatchObject([{ reasonCode: 0x87 }]);
  });

  it.each([
    ['speaks before it has said who it is', ping],
    ['speaks MQTT 3.1.1 badly', Buffer.from([0x10, 0x02, 0x00, 0x04])],
    ['does not speak MQTT', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['announces a packet of 256 MiB', Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
  ])('that %s is hung up on', async (_what, bytes) => {
    const program = agent.knock();
    program.socket.write(bytes);
    await program.closed;
    expect(endings()).toHaveLength(1);
  });

  const filters = (count: number): ISubscription[] =>
    Array.from({ length: count }, (_each, index) => ({ topic: `dt/device-1/${index}`, qos: 0 }));

  it.each<[string, number, Packet]>([
    ['publishes at QoS 2', 0x9b, { ...message, qos: 2 }],
    ['has a message retained', 0x9a, { ...message, retain: true }],
    ['uses an alias for a topic', 0x94, { ...message, properties: { topicAlias: 1 } }],
    ['publishes at QoS 0 where it may not', 0x87, { ...message, qos: 0, topic: 'cmd/device-1/alerts' }],
    ['publishes more than AWS takes', 0x95, { ...message, payload: Buffer.alloc(131_073) }],
    ['subscribes to too much at once', 0x82, { cmd: 'subscribe', messageId: 1, subscriptions: filters(41) }],
    [
      'identifies subscriptions',
      0xa1,
      {
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: filters(1),
        properties: { subscriptionIdentifier: 1 },
      },
    ],
    ['acts as a server', 0x82, { cmd: 'pingresp' }],
  ])('that %s is disconnected with reason %i', async (_what, reasonCode, packet) => {
    const program = await agent.program();
    program.send(packet);
    expect(await program.gets('disconnect')).toMatchObject({ reasonCode });
    await program.closed;
  });

  it('may publish the largest packet of AWS, and that comes through', async () => {
    await agent.goOnline();
    const program = await agent.program();
    const payload = Buffer.alloc(programLimits.packetBytes - 4 - 2 - own.length - 2 - 1, 'x');
    program.publish(own, payload);
    await program.gets('puback');
    expect(agent.cloud.received(own)).toEqual([payload.toString()]);
    program.publish(own, Buffer.concat([payload, Buffer.from('x')]));
    expect(await program.gets('disconnect')).toMatchObject({ reasonCode: 0x95 });
  });

  it('is disconnected when it falls silent', async () => {
    const program = await agent.program({ keepalive: 1 });
    expect(await program.gets('disconnect')).toMatchObject({ reasonCode: 0x8d });
  });

  it('may send whatever it likes: the agent lives on, and others are served', async () => {
    const connect = generate(
      { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clean: true, clientId: 'fuzz', keepalive: 0 },
      { protocolVersion: 5 },
    );
    const packets: Packet[] = [
      { ...message, qos: 0 },
      { cmd: 'subscribe', messageId: 1, subscriptions: filters(1) },
      { cmd: 'unsubscribe', messageId: 2, unsubscriptions: [own] },
      { cmd: 'disconnect', reasonCode: 0 },
    ];
    const frames = packets.map((packet) => generate(packet, { protocolVersion: 5 }));
    const hostile = fc.tuple(
      fc.constantFrom(...frames, Buffer.alloc(0)),
      fc.uint8Array({ maxLength: 12 }),
      fc.nat({ max: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 3 }), async (pieces) => {
        await agent.device.timing.sleep(1_000, never);
        const program = agent.knock();
        program.socket.write(connect);
        for (const [frame, bytes, at] of pieces) {
          const changed = Buffer.concat([frame, Buffer.from(bytes)]);
          Buffer.from(bytes).copy(changed, at % Math.max(1, changed.length));
          program.socket.write(changed);
        }
        program.socket.end();
        await program.closed;
      }),
      { numRuns: 60 },
    );
    await agent.goOnline();
    await agent.device.timing.sleep(1_000, never);
    const witness = await agent.program();
    witness.publish(own, 'alive');
    await witness.gets('puback');
  });
});
