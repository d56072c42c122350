import { statSync } from 'node:fs';
import { localStatusTopic } from '@fleet/program-topics';
import { TestEndpoint } from '../testing/test-endpoint';

const own = 'dt/device-1/data';

describe('programs of the device', () => {
  let agent: TestEndpoint;

  beforeEach(async () => {
    agent = await TestEndpoint.start();
  });

  afterEach(() => agent.dispose());

  it('publish, and are told when AWS has acknowledged', async () => {
    await agent.goOnline();
    const program = await agent.program();
    const messageId = program.publish(own, 'hello');
    expect(await program.gets('puback')).toMatchObject({ messageId, reasonCode: 0 });
    expect(agent.cloud.received(own)).toEqual(['hello']);
  });

  it('are told nothing while AWS acknowledges nothing, and are heard meanwhile', async () => {
    await agent.goOnline();
    agent.cloud.unacknowledgedPublishes = 1;
    const program = await agent.program();
    program.publish(own, 'withheld');
    program.publish(own, 'acknowledged');
    program.send({ cmd: 'pingreq' });
    await program.gets('puback', ({ messageId }) => messageId === 2);
    await program.gets('pingresp');
    expect(program.all('puback').map(({ messageId }) => messageId)).toEqual([2]);
  });

  it('publish while the device is offline, and are told when it is not any more', async () => {
    const program = await agent.program();
    program.publish(own, 'early');
    program.send({ cmd: 'pingreq' });
    await program.gets('pingresp');
    expect(program.all('puback')).toEqual([]);
    await agent.goOnline();
    await program.gets('puback');
    expect(agent.cloud.received(own)).toEqual(['early']);
  });

  it('lose what they publish at QoS 0 while the device is offline, and the next goes out', async () => {
    const program = await agent.program();
    program.publish(own, 'lost', 0);
    program.send({ cmd: 'pingreq' });
    await program.gets('pingresp');
    await agent.goOnline();
    program.publish(own, 'sent', 0);
    program.publish(own, 'after');
    await program.gets('puback');
    expect(agent.cloud.received(own)).toEqual(['sent', 'after']);
  });

  it('have their messages sent again over the next connection, and are told once', async () => {
    await agent.goOnline();
    agent.cloud.loseNextPublish = true;
    const program = await agent.program();
    program.publish(own, 'stubborn');
    await agent.goOnline();
    await program.gets('puback');
    expect(agent.cloud.received(own)).toEqual(['stubborn']);
  });

  it('get what is published to the device, each by its own subscription', async () => {
    await agent.goOnline();
    const [one, other] = [await agent.program(), await agent.program({ protocolVersion: 4 })];
    expect(await one.subscribe('cmd/device-1/jobs/+')).toBe(1);
    expect(await other.subscribe('cmd/device-1/jobs/#', 0)).toBe(0);
    expect(await other.subscribe('cmd/device-1/other')).toBe(1);
    await agent.cloud.publish('cmd/device-1/jobs/1', 'start');
    await agent.cloud.publish('cmd/device-1/other', 'now');
    expect(await one.messages(1)).toEqual(['cmd/device-1/jobs/1: start']);
    expect((await other.messages(2)).toSorted()).toEqual([
      'cmd/device-1/jobs/1: start',
      'cmd/device-1/other: now',
    ]);
  });

  it('are told of a subscription when AWS has granted it', async () => {
    const program = await agent.program();
    const granted = program.subscribe('dt/device-1/x');
    program.send({ cmd: 'pingreq' });
    await program.gets('pingresp');
    expect(program.all('suback')).toEqual([]);
    await agent.goOnline();
    expect(await granted).toBe(1);
  });

  it.each([
    ['$aws/certificates/create/json/accepted', 0x87],
    ['cmd/device-1/#', 0x87],
    ['#', 0x87],
    ['dt/device-2/x', 0x87],
    ['$share/group/dt/device-1/x', 0x9e],
    ['dt/device-1/a#', 0x8f],
  ])('are refused %s at once, though the device is offline', async (filter, code) => {
    const program = await agent.program();
    expect(await program.subscribe(filter)).toBe(code);
    const old = await agent.program({ protocolVersion: 4 });
    expect(await old.subscribe(filter)).toBe(0x80);
  });

  it.each([
    'cmd/device-1/alerts',
    'cmd/device-1/cert/confirmed',
    '$aws/certificates/create/json',
    '$local/agent/status',
  ])('are refused to publish on %s at once', async (topic) => {
    const program = await agent.program();
    program.publish(topic, '{"msg":"rotate_cert"}');
    expect(await program.gets('puback')).toMatchObject({ reasonCode: 0x87 });
    const old = await agent.program({ protocolVersion: 4 });
    old.publish(topic, '{"msg":"rotate_cert"}');
    await old.closed;
  });

  it('have no will where they may not publish', async () => {
    const will = { topic: 'cmd/device-1/alerts', payload: Buffer.from('{"msg":"rotate_cert"}') };
    const program = await agent.program({ will });
    expect(program.all('connack')).toMatchObject([{ reasonCode: 0x87 }]);
    const old = await agent.program({ will, protocolVersion: 4 });
    expect(old.all('connack')).toMatchObject([{ returnCode: 5 }]);
  });

  it('leave their will when they are cut off, and none when they say goodbye', async () => {
    await agent.goOnline();
    const will = (payload: string) => ({ topic: own, payload: Buffer.from(payload), qos: 1 as const });
    const polite = await agent.program({ will: will('polite') });
    polite.send({ cmd: 'disconnect', reasonCode: 0 });
    await polite.closed;
    const rude = await agent.program({ will: will('rude') });
    rude.socket.destroy();
    await rude.closed;
    const witness = await agent.program();
    witness.publish(own, 'later');
    await witness.gets('puback');
    expect(agent.cloud.received(own)).toEqual(['rude', 'later']);
  });

  it('learn how the agent is, at once and whenever that changes', async () => {
    const program = await agent.program();
    expect(await program.subscribe(localStatusTopic)).toBe(1);
    expect(await program.messages(1)).toEqual(['$local/agent/status: {"connected":false}']);
    const { identity, connection } = await agent.goOnline();
    const { certificateId } = identity.record;
    const [, state = ''] = await program.messages(2);
    expect(JSON.parse(state.replace(/^.*?: /, ''))).toEqual({
      connected: true,
      thingName: 'device-1',
      certificateId,
      dueOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
    await connection.close();
    expect((await program.messages(3)).at(-1)).toContain('"connected":false');
    expect(program.all('publish').map(({ retain }) => retain)).toEqual([true, false, false]);
  });

  it('leave one another’s connection alone, whatever they call themselves', async () => {
    await agent.goOnline();
    const [one, other] = [
      await agent.program({ clientId: 'same' }),
      await agent.program({ clientId: 'same' }),
    ];
    for (const program of [one, other]) {
      program.publish(own, 'x');
      await program.gets('puback');
    }
    expect(one.all('disconnect')).toEqual([]);
  });

  it('connect through a socket that its user and group alone may open', () => {
    expect(statSync(agent.path).mode & 0o777).toBe(0o660);
  });
});
