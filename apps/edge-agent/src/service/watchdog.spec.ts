import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedWatchdog } from './watchdog';

describe("systemd's watchdog", () => {
  let folder: string;
  let stop: () => Promise<void>;
  let warnings: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
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
  const feed = (environment: NodeJS.ProcessEnv): void => {
    stop = feedWatchdog({ environment, warn: (message) => void warnings.push(message) });
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is fed again and again through systemd-notify, and told that the agent is ready', async () => {
    const fed = join(folder, 'fed');
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$* $NOTIFY_SOCKET" >> ${fed}\n`);
    chmodSync(join(folder, 'systemd-notify'), 0o700);
    feed(enabled());
    while (!existsSync(fed) || readFileSync(fed, 'utf8').split('\n').length < 4) {
      await turn();
    }
    expect(readFileSync(fed, 'utf8').split('\n')[2]).toBe('READY=1 WATCHDOG=1 /run/systemd/notify');
    expect(warnings).toEqual([]);
  });

  it('has no more than three at work, however slow they are', async () => {
    const fed = join(folder, 'fed');
    const gate = join(folder, 'gate');
    const three = 'fed\n'.repeat(3);
    execFileSync('mkfifo', [gate]);
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho fed >> ${fed}\nread line < ${gate}\n`);
    chmodSync(join(folder, 'systemd-notify'), 0o700);
    feed({ ...enabled(), WATCHDOG_USEC: '2000' });
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

  it('is said once not to be fed where that program is missing', async () => {
    feed({ ...enabled(), PATH: folder });
    while (warnings.length === 0) {
      await turn();
    }
    expect(warnings).toEqual([expect.stringMatching(/watchdog is not fed.*systemd-notify ENOENT/)]);
  });

  it.each([
    ['there is none', { WATCHDOG_USEC: undefined }],
    ['it is for another process', { WATCHDOG_PID: '1' }],
    ['nobody listens', { NOTIFY_SOCKET: undefined }],
  ])('is not fed where %s', async (_when, changes) => {
    feed({ ...enabled(), PATH: folder, ...changes });
    await turn();
    await turn();
    expect(warnings).toEqual([]);
  });
});
