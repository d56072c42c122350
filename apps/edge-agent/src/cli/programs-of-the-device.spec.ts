import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundledAgent } from '../testing/agent-bundle';
import { AgentProgram } from '../testing/agent-program';
import { bundledDevice } from '../testing/bundled-device';
import { TestProgram } from '../testing/test-program';

const own = 'dt/device-1/data';

describe('`run --listen`', () => {
  const given = bundledDevice();
  const programs: TestProgram[] = [];
  let socketPath: string;

  beforeEach(() => {
    socketPath = join(given().device.folder, 'run', 'mqtt.sock');
  });

  afterEach(() => {
    programs.splice(0).forEach(({ socket }) => socket.destroy());
  });

  const connect = async (...start: Parameters<typeof TestProgram.start>): Promise<TestProgram> => {
    const program = await TestProgram.start(...start);
    programs.push(program);
    return program;
  };

  it('makes a folder that is closed before anybody listens in it, and ends with its socket gone', async () => {
    const { device } = given();
    const agent = device.start('run', '--json', '--listen', `unix:${socketPath}`);
    await agent.sees('serving');
    expect(statSync(join(device.folder, 'run')).mode & 0o777).toBe(0o750);
    const program = await connect(socketPath);
    expect(await agent.end('SIGTERM')).toBe(0);
    expect(await program.gets('disconnect')).toMatchObject({ reasonCode: 0x8b });
    expect(statSync(socketPath, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('goes on through a rotation beside a program that floods, and loses nothing that it acknowledged', async () => {
    const { cloud, device } = given();
    const agent = device.start('run', '--json', '--listen', `unix:${socketPath}`);
    await agent.sees('listening');
    const [flood, listener] = [await connect(socketPath, { clientId: 'flood' }), await connect(socketPath)];
    expect(await listener.subscribe('cmd/device-1/jobs/#')).toBe(1);
    let sent = 0;
    const pour = (): void => {
      for (; sent < flood.all('puback').length + 200; sent += 1) {
        flood.publish(own, `message ${sent}`);
      }
    };
    flood.socket.on('data', pour);
    pour();
    await flood.gets('puback');
    const { exitCode } = await device.run('rotate');
    expect(exitCode).toBe(0);
    const atRotation = flood.all('puback').length;
    await flood.gets('puback', ({ messageId }) => messageId === atRotation + 50);
    await cloud.publish('cmd/device-1/jobs/1', 'after');
    expect(await listener.messages(1)).toEqual(['cmd/device-1/jobs/1: after']);
    const received = new Set(cloud.received(own));
    const acknowledged = flood.all('puback').map(({ messageId = 0 }) => `message ${messageId - 1}`);
    expect(acknowledged.filter((payload) => !received.has(payload))).toEqual([]);
    expect(flood.all('disconnect')).toEqual([]);
    expect(await agent.end('SIGTERM')).toBe(0);
  });

  it('takes the socket of an agent that was killed, and leaves that of a living one', async () => {
    const { cloud, device } = given();
    const killed = device.start('run', '--json', '--listen', `unix:${socketPath}`);
    await killed.sees('serving');
    await killed.end('SIGKILL');
    const agent = device.start('run', '--json', '--listen', `unix:${socketPath}`);
    await agent.sees('serving');
    const second = new AgentProgram(bundledAgent(), cloud);
    const { exitCode, stderr } = await second.run('run', '--listen', `unix:${socketPath}`);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Another program listens at'),
    });
    await second.dispose();
    expect((await connect(socketPath)).all('connack')).toHaveLength(1);
  });

  it('listens on TCP for programs with a password alone', async () => {
    const { device } = given();
    const port = await freePort();
    const address = `tcp:127.0.0.1:${port}`;
    expect((await device.run('run', '--listen', address)).stderr).toContain('programs need passwords');
    expect((await device.run('run', '--listen', `tcp:0.0.0.0:${port}`)).exitCode).toBe(2);
    const passwords = join(device.folder, 'passwords');
    writeFileSync(passwords, await hashedPassword('meter', 'secret'), { mode: 0o644 });
    const open = await device.run('run', '--listen', address, '--listen-passwords', passwords);
    expect(open.stderr).toContain('is open to other users');
    const closed = join(device.folder, 'closed');
    writeFileSync(closed, await hashedPassword('meter', 'secret'), { mode: 0o600 });
    const agent = device.start('run', '--json', '--listen', address, '--listen-passwords', closed);
    await agent.sees('serving');
    const place = { host: '127.0.0.1', port };
    const right = await connect(place, { username: 'meter', password: Buffer.from('secret') });
    expect(right.all('connack')).toMatchObject([{ reasonCode: 0 }]);
    const wrong = await connect(place, { username: 'meter', password: Buffer.from('guessed') });
    expect(wrong.all('connack')).toMatchObject([{ reasonCode: 0x86 }]);
    const nobody = await connect(place, { protocolVersion: 4 });
    expect(nobody.all('connack')).toMatchObject([{ returnCode: 4 }]);
  });

  it('has topics for each program, by its name', async () => {
    const { device } = given();
    const passwords = join(device.folder, 'passwords');
    const lines = [await hashedPassword('meter', 'one'), await hashedPassword('display', 'two')];
    writeFileSync(passwords, lines.join(''), { mode: 0o600 });
    device.writeMachine({
      listen: {
        address: `unix:${socketPath}`,
        passwords,
        programs: { meter: { publish: ['dt/{thing}/meter/+'], subscribe: [] } },
      },
    });
    const agent = device.start('run', '--json');
    await agent.sees('listening');
    const meter = await connect(socketPath, { username: 'meter', password: Buffer.from('one') });
    meter.publish('dt/device-1/meter/a', 'x');
    meter.publish(own, 'x');
    await meter.gets('puback', ({ messageId }) => messageId === 1);
    const refused = await meter.gets('puback', ({ messageId }) => messageId === 2);
    expect(refused).toMatchObject({ reasonCode: 0x87 });
    expect(await meter.subscribe(own)).toBe(0x87);
    const display = await connect(socketPath, { username: 'display', password: Buffer.from('two') });
    expect(await display.subscribe(own)).toBe(1);
    await connect(socketPath, { username: 'meter', password: Buffer.from('one') });
    expect(await meter.gets('disconnect')).toMatchObject({ reasonCode: 0x8e });
    expect(display.all('disconnect')).toEqual([]);
  });
});

async function hashedPassword(name: string, password: string): Promise<string> {
  const ended = promisify(execFile)(process.execPath, [bundledAgent(), 'hash-password', name]);
  ended.child.stdin?.end(`${password}\n`);
  return (await ended).stdout;
}

/** One that nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
