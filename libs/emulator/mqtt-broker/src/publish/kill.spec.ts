import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import * as z from 'zod';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import type { BrokerAddress } from '../test-support/raw-client';
import { RawClient } from '../test-support/raw-client';

const program = join(__dirname, '../test-support/killable-broker.ts');
/** Below the workspace, where the program finds the packages that cannot be bundled. */
const workspace = join(__dirname, '../../../../..');

let directory: string;
let bundle: string;
let pki: TestPki;
let device: Identity;
let broker: ChildProcess | undefined;

beforeAll(async () => {
  const [built] = buildSync({
    entryPoints: [program],
    absWorkingDir: workspace,
    tsconfig: 'tsconfig.base.json',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['libsql'],
    write: false,
  }).outputFiles;
  bundle = z.string().parse(built?.text);
  pki = await createTestPki();
  device = await pki.issue('device');
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'killed-broker-'));
});

afterEach(async () => {
  await kill();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<BrokerAddress> {
  const { cert, key } = pki.server;
  const identity = JSON.stringify({ cert, key, ca: pki.ca });
  const child = spawn(process.execPath, ['-', join(directory, 'cloud.db'), identity], {
    cwd: workspace,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  broker = child;
  child.stdin.end(bundle);
  const [line] = await once(child.stdout, 'data');
  return { pki, broker: { port: Number(String(line)) } };
}

async function kill(): Promise<void> {
  const child = broker;
  broker = undefined;
  if (child?.kill('SIGKILL') === true) {
    await once(child, 'exit');
  }
}

it('a message that a broker has acknowledged is there after the process was killed', async () => {
  const persistent = { clientId: 'a', protocolVersion: 4, clean: false } as const;
  const first = await start();
  const subscriber = await RawClient.connected(first, device, persistent);
  subscriber.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'cmd/a', qos: 1 }] });
  await subscriber.next('suback');
  subscriber.send({ cmd: 'disconnect' });
  await subscriber.untilClosed();
  const publisher = await RawClient.connected(first, device, { clientId: 'publisher', protocolVersion: 4 });
  const message = { topic: 'cmd/a', payload: 'acknowledged', retain: false, dup: false } as const;
  publisher.send({ cmd: 'publish', qos: 1, messageId: 1, ...message });
  await publisher.next('puback');
  await kill();

  const back = await RawClient.connected(await start(), device, persistent);
  const { payload } = await back.next('publish');
  expect(String(payload)).toBe('acknowledged');
  back.end();
  publisher.end();
});
