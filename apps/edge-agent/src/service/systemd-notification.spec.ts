import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellSystemd } from './systemd-notification';

describe('what systemd is told', () => {
  let folder: string;
  let stop: () => Promise<void>;
  let warnings: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'systemd-'));
    warnings = [];
    stop = () => Promise.resolve();
  });

  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const enabled = (): NodeJS.ProcessEnv => ({
    PATH: `${folder}:/bin:/usr/bin`,
    NOTIFY_SOCKET: '/run/systemd/notify',
    WATCHDOG_USEC: '20000',
    WATCHDOG_PID: String(process.pid),
  });
  const tell = (environment: NodeJS.ProcessEnv): void => {
    stop = tellSystemd({ environment, warn: (message) => void warnings.push(message) });
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is again and again, through systemd-notify, that the agent is ready and at work', async () => {
    const fed = join(folder, 'fed');
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$* $NOTIFY_SOCKET" >> ${fed}\n`);
    chmodSync(join(folder, 'systemd-notify'), 0o700);
    tell(enabled());
    while (!existsSync(fed) || readFileSync(fed, 'utf8').split('\n').length < 4) {
      await turn();
    }
    expect(readFileSync(fed, 'utf8').split('\n')[2]).toBe('READY=1 WATCHDOG=1 /run/systemd/notify');
    expect(warnings).toEqual([]);
  });

  it('is said by no more than three at once, however slow they are', async () => {
    const fed = join(folder, 'fed');
    const gate = join(folder, 'gate');
    const three = 'fed\n'.repeat(3);
    execFileSync('mkfifo', [gate]);
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho fed >> ${fed}\nread line < ${gate}\n`);
    chmodSync(join(folder, 'systemd-notify'), 0o700);
    tell({ ...enabled(), WATCHDOG_USEC: '2000' });
    const letGo = await open(gate, 'w');
    while (readFileSync(fed, 'utf8') !== three) {
      await turn();
    }
    for (let turns = 0; turns < 1_000; turns += 1) {
      await turn();
    }
    const stopped = stop();
    await letGo.close();
    await stopped;
    expect(readFileSync(fed, 'utf8')).toBe(three);
  });

  it('is nothing where that program is missing, of which the agent warns once', async () => {
    tell({ ...enabled(), PATH: folder });
    while (warnings.length === 0) {
      await turn();
    }
    expect(warnings).toEqual([expect.stringMatching(/start .* will time out.*systemd-notify ENOENT/)]);
  });

  it.each([
    ['there is no watchdog', { WATCHDOG_USEC: undefined, WATCHDOG_PID: undefined }],
    ['the watchdog is off', { WATCHDOG_USEC: '0' }],
    ['the watchdog is for another process', { WATCHDOG_PID: '1' }],
  ])('is that the agent is ready, and no more, where %s', async (_when, changes) => {
    const told = join(folder, 'told');
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$*" >> ${told}\n`);
    chmodSync(join(folder, 'systemd-notify'), 0o700);
    tell({ ...enabled(), ...changes });
    await stop();
    expect(readFileSync(told, 'utf8')).toBe('READY=1\n');
  });

  it('is nothing where nobody listens', async () => {
    tell({ ...enabled(), PATH: folder, NOTIFY_SOCKET: undefined });
    await stop();
    expect(warnings).toEqual([]);
  });
});
