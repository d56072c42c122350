import { execFileSync } from 'node:child_process';
import { bundledDevice } from '../testing/bundled-device';

const alerts = 'cmd/device-1/alerts';
const messages = 200;
const load = 'x'.repeat(50_000);

describe('an agent to which the cloud sends without end', () => {
  const given = bundledDevice();

  const megabytesOf = (pid: number): number =>
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024;

  const flood = async (text: string): Promise<void> => {
    for (let sent = 0; sent < messages; sent += 1) {
      await given().cloud.publish(alerts, text);
    }
  };

  it('hands all of it to a program that reads, also when that has paused, and rotates meanwhile', async () => {
    const { device } = given();
    const running = device.start('run', '--json');
    await running.sees('listening');
    running.pause();
    await flood(JSON.stringify({ load }));
    expect((await device.run('rotate')).exitCode).toBe(0);
    running.resume();
    await running.sees('message', messages);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('keeps little of it where nobody reads, and does what it is told', async () => {
    const { device } = given();
    const running = device.startUnread('run', '--json');
    let pid = 0;
    while (pid === 0) {
      const { stdout } = await device.run('status', '--json');
      const status: unknown = JSON.parse(stdout);
      pid = pidOfConnected(status);
    }
    const take = async (): Promise<void> => {
      await flood(JSON.stringify({ load }));
      expect((await device.run('rotate')).exitCode).toBe(0);
    };
    await take();
    await take();
    const before = megabytesOf(pid);
    for (let round = 0; round < 8; round += 1) {
      await take();
    }
    // 80 MB more were sent. What is garbage already takes place until it is collected: up to 27 MB were seen, after 240 MB too.
    expect(megabytesOf(pid) - before).toBeLessThan(50);
    running.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });

  it('rotates once, however often it is told', async () => {
    const { device } = given();
    const running = device.start('run', '--json', '--rotation-spread', '1');
    await running.sees('listening');
    await flood('{"msg":"rotate_cert"}');
    await running.sees('rotated');
    await running.sees('message', messages);
    expect(running.count('rotated')).toBeLessThanOrEqual(2);
    expect(await running.end('SIGTERM')).toBe(0);
  });
});

function pidOfConnected(status: unknown): number {
  return typeof status === 'object' &&
    status !== null &&
    'agentConnected' in status &&
    status.agentConnected === true &&
    'agentPid' in status &&
    typeof status.agentPid === 'number'
    ? status.agentPid
    : 0;
}
