import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentEvent } from '../agent-event';
import { TestEndpoint } from '../testing/test-endpoint';
import type { TestProgram } from '../testing/test-program';
import { PasswordFile, passwordLine } from './password-file';

const own = 'dt/device-1/data';
const forbidden = 'dt/device-1/forbidden/';

/** What it costs to find out. */
const mostConnections = 9;

/** So many messages it sends. */
const flooded = 100;

const isDropped = (event: AgentEvent): event is Extract<AgentEvent, { event: 'dropped' }> =>
  event.event === 'dropped';

describe('a program that uses ever new topics which the policy forbids', () => {
  let agent: TestEndpoint;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passwords-'));
  });

  afterEach(async () => {
    await agent.dispose();
    rmSync(folder, { recursive: true });
  });

  const start = async (settings?: Parameters<typeof TestEndpoint.start>[0]): Promise<void> => {
    agent = await TestEndpoint.start(settings);
    agent.cloud.forbids = (topic) => topic.startsWith(forbidden);
  };

  const startWithPasswords = async (...names: string[]): Promise<void> => {
    const path = join(folder, 'passwords');
    const lines = names.map((name, index) => passwordLine(name, Buffer.from(name), Buffer.alloc(16, index)));
    writeFileSync(path, `${(await Promise.all(lines)).join('\n')}\n`, { mode: 0o600 });
    await start({ passwords: PasswordFile.read(path) });
  };

  const named = (name: string): Promise<TestProgram> =>
    agent.program({ clientId: name, username: name, password: Buffer.from(name) });

  /** How many messages the agent has said that it gives up. */
  const givenUp = (): number =>
    agent.device.events.filter(isDropped).reduce((sum, { count = 1 }) => sum + count, 0);

  /** Connects the device again and again until the flood is over; says how many connections were lost. */
  const connectUntilQuiet = async (): Promise<number> => {
    const quiet = async (): Promise<'quiet'> => {
      while (givenUp() < flooded) {
        await agent.device.sees('dropped', agent.device.events.filter(isDropped).length + 1);
      }
      return 'quiet';
    };
    for (let lost = 0; lost <= 4 * mostConnections; lost += 1) {
      const { connection } = await agent.goOnline();
      const closed = new Promise<'lost'>((resolve) => void connection.onClose(() => resolve('lost')));
      if ((await Promise.race([closed, quiet()])) === 'quiet') {
        return lost;
      }
    }
    return Infinity;
  };

  /** The device's connection outlives it. */
  const expectRefused = async (program: TestProgram, topic: string): Promise<void> => {
    const messageId = program.publish(topic, 'x');
    expect(await program.gets('puback', (packet) => packet.messageId === messageId)).toMatchObject({
      reasonCode: 0x87,
    });
  };

  const expectPublished = async (program: TestProgram, topic: string): Promise<void> => {
    const messageId = program.publish(topic, 'x');
    expect(await program.gets('puback', (packet) => packet.messageId === messageId)).toMatchObject({
      reasonCode: 0,
    });
  };

  const flood = (program: TestProgram): void => {
    for (let number = 0; number < flooded; number += 1) {
      program.publish(`${forbidden}${number}`, 'x');
    }
  };

  it('ends the device’s connection a few times, and is then held to what was acknowledged before', async () => {
    await start();
    await agent.goOnline();
    const other = await agent.program({ clientId: 'other' });
    await expectPublished(other, own);
    const hostile = await agent.program({ clientId: 'hostile' });
    flood(hostile);
    expect(await connectUntilQuiet()).toBeLessThanOrEqual(mostConnections);
    expect(hostile.all('disconnect')).toMatchObject([{ reasonCode: 0x87 }]);
    await agent.goOnline();
    await expectPublished(other, own);
    const again = await agent.program({ clientId: 'hostile' });
    await expectRefused(again, `${forbidden}again`);
    await expectPublished(again, own);
    const will = { topic: `${forbidden}will`, payload: Buffer.from('x'), qos: 1 as const };
    expect((await agent.program({ will })).all('connack')).toMatchObject([{ reasonCode: 0x87 }]);
    agent.device.timing.pass(61 * 60_000);
    await expectPublished(again, 'dt/device-1/new');
  });

  it('holds up no other that has a password of its own, on whatever topic', async () => {
    await startWithPasswords('meter', 'hostile');
    const [meter, hostile] = [await named('meter'), await named('hostile')];
    await agent.goOnline();
    flood(hostile);
    expect(await connectUntilQuiet()).toBeLessThanOrEqual(mostConnections);
    await agent.goOnline();
    await expectPublished(meter, 'dt/device-1/new');
    await expectRefused(await named('hostile'), 'dt/device-1/new/too');
    expect(agent.device.events).toContainEqual({
      event: 'dropped',
      topic: expect.stringContaining(forbidden),
      program: 'hostile',
      reason: expect.stringMatching(/^6 connections .* topics .* never been acknowledged/),
    });
  });

  it('keeps no other waiting while it is found out', async () => {
    await startWithPasswords('meter', 'hostile');
    const [meter, hostile] = [await named('meter'), await named('hostile')];
    flood(hostile);
    const served: number[] = [];
    for (let lost = 0; lost < 4; lost += 1) {
      const { connection } = await agent.goOnline();
      await new Promise<void>((resolve) => void connection.onClose(() => resolve()));
      served.push(meter.all('puback').length);
      meter.publish(own, 'x');
      meter.send({ cmd: 'pingreq' });
      await meter.gets('pingresp', () => meter.all('pingresp').length > lost);
    }
    expect(served).toEqual([0, 1, 2, 3]);
  });
});
