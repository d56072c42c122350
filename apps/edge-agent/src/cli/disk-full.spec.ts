import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledAgent } from '../testing/agent-bundle';
import { AgentProgram } from '../testing/agent-program';
import { TestCloud } from '../testing/test-cloud';

/** The calls are shared out to so many tests. */
const tests = 5;

/**
 * Fails what needs room in the identity folder, from the n-th such call on, as long as a file is there. A file tells whether
 * it came to that.
 */
const fillingDisk = `
  const fs = require('node:fs');
  const { existsSync, writeFileSync } = fs;
  const { FULL_FROM, FULL_WHILE, FULL_HIT, FULL_FOLDER } = process.env;
  const files = new Set();
  let calls = 0;
  const needRoom = (call) => {
    calls += 1;
    if (calls >= Number(FULL_FROM) && existsSync(FULL_WHILE)) {
      writeFileSync(FULL_HIT, call);
      throw Object.assign(new Error('ENOSPC: no space left on device, ' + call), { code: 'ENOSPC', syscall: call });
    }
  };
  const isInside = (path) => typeof path === 'string' && require('node:path').resolve(path).startsWith(FULL_FOLDER);
  for (const name of ['mkdirSync', 'renameSync', 'writeFileSync', 'openSync', 'writeSync']) {
    const original = fs[name];
    fs[name] = (target, ...rest) => {
      const opens = name === 'openSync' && rest[0] === 'w';
      if (name === 'writeSync' ? files.has(target) : isInside(target) && (name !== 'openSync' || opens)) {
        needRoom(name);
      }
      const result = original(target, ...rest);
      if (opens && isInside(target)) {
        files.add(result);
      }
      return result;
    };
  }`;

describe('an agent whose disk is full', () => {
  let cloud: TestCloud;
  const devices: AgentProgram[] = [];

  beforeAll(async () => {
    cloud = await TestCloud.start();
    cloud.provisioning.retires = true;
  });

  afterAll(async () => {
    await Promise.all(devices.map((device) => device.dispose()));
    await cloud.close();
  });

  const newDevice = (serial: string): { device: AgentProgram; identities: string } => {
    const device = new AgentProgram(bundledAgent(), cloud, serial);
    devices.push(device);
    return { device, identities: join(device.folder, 'identity') };
  };

  /** The disk fills up at the n-th call, and has room again once the agent has complained. Says which call that was. */
  const survive = async (number: number): Promise<string | undefined> => {
    const serial = `device-${number}`;
    const { device, identities } = newDevice(serial);
    const [full, hit] = [join(device.folder, 'full'), join(device.folder, 'hit')];
    writeFileSync(full, '');
    const environment = {
      ...device.after(fillingDisk),
      FULL_FROM: String(number),
      FULL_WHILE: full,
      FULL_HIT: hit,
      FULL_FOLDER: identities,
    };
    let running = device.startIn(environment, 'run', '--json');
    const outcome = await Promise.race([
      running.tells(/the disk is full/).then(() => 'complains' as const),
      running.sees('listening').then(() => 'listening' as const),
    ]);
    rmSync(full);
    const end = await Promise.race([running.sees('listening'), running.ended()]);
    if (end !== undefined) {
      // It cannot work without its folder: whoever keeps it running starts it again.
      expect(end).toBe(7);
      running = device.start('run', '--json');
      await running.sees('listening');
    }
    expect(await running.end('SIGTERM')).toBe(0);
    expect(cloud.provisioning.currentOf(serial)).toBeDefined();
    expect(readdirSync(identities).filter((name) => /unfinished/.test(name))).toEqual([]);
    expect(readdirSync(identities).filter((name) => /^\d{8}T/.test(name))).toHaveLength(1);
    return existsSync(hit) ? `${number} ${outcome}` : undefined;
  };

  it.each(Array.from({ length: tests }, (_each, index) => index + 1))(
    'says so whatever call finds it full, and is provisioned by itself once there is room: from the %dth on',
    async (first) => {
      const outcomes: (string | undefined)[] = [];
      for (let from = first; !outcomes.includes(undefined); from += 2 * tests) {
        outcomes.push(...(await Promise.all([survive(from), survive(from + tests)])));
      }
      const hits = outcomes.filter((each) => each !== undefined);
      expect(hits.length).toBeGreaterThan(20 / tests);
      expect(hits.filter((each) => !each.endsWith('complains'))).toEqual([]);
    },
  );

  it('ends `provision` with exit code 7', async () => {
    const { device, identities } = newDevice('device-0');
    const environment = {
      ...device.after(fillingDisk),
      FULL_FROM: '2',
      FULL_WHILE: device.folder,
      FULL_HIT: join(device.folder, 'hit'),
      FULL_FOLDER: identities,
    };
    const { exitCode, stderr } = await device.runIn(environment, 'provision', '--timeout', '1');
    expect(stderr).toMatch(/the disk is full: free some space and try again/);
    expect(exitCode).toBe(7);
  });
});
