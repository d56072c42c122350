import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHolder, FolderBusyError, lockFolder, type FolderLock } from './folder-lock';
import { IdentityStorageError } from './storage-error';

const nonce = (): string => randomBytes(4).toString('hex');

describe('the lock of an identity folder', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lock-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is held by one agent at a time', async () => {
    const lock = await lockFolder(directory, nonce);
    await expect(lockFolder(directory, nonce)).rejects.toThrow(FolderBusyError);
    await lock.release();
    await (await lockFolder(directory, nonce)).release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('never lets two in, however many come at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => lockFolder(directory, nonce)),
      );
      const held = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(held.length).toBeLessThanOrEqual(1);
      await Promise.all(held.map((lock: FolderLock) => lock.release()));
    }
  });

  it('is tried for again when another agent took the socket for a dead one, in the moment before it listened', async () => {
    const nonces = ['0000000a', '0000000b'].values();
    const locking = lockFolder(directory, () => String(nonces.next().value));
    rmSync(join(directory, 'agent-0000000a.socket'));
    const lock = await locking;
    expect(await findHolder(directory)).toContain('agent-0000000b.socket');
    await lock.release();
  });

  it('is the owner’s alone to talk to', async () => {
    const lock = await lockFolder(directory, () => '0000000a');
    expect(statSync(join(directory, 'agent-0000000a.socket')).mode & 0o077).toBe(0);
    await lock.release();
  });

  it('is free as soon as its holder is killed, and the dead socket goes', async () => {
    const path = join(directory, 'agent-00000000.socket');
    const script = join(directory, 'holder.cjs');
    writeFileSync(
      script,
      `require('net').createServer().listen(${JSON.stringify(path)}, () => process.send('up'))`,
    );
    const holder = fork(script);
    await once(holder, 'message');
    await expect(lockFolder(directory, nonce)).rejects.toThrow(FolderBusyError);

    holder.kill('SIGKILL');
    await once(holder, 'exit');
    rmSync(script);
    expect(await findHolder(directory)).toBeUndefined();
    const lock = await lockFolder(directory, nonce);
    expect(readdirSync(directory)).not.toContain('agent-00000000.socket');
    await lock.release();
  });

  it('lets others find its holder and talk to it', async () => {
    const lock = await lockFolder(directory, nonce);
    lock.serve((caller) => caller.end('hello'));
    const caller = createConnection((await findHolder(directory)) ?? '');
    const greeting: unknown[] = await once(caller, 'data');
    expect(String(greeting[0])).toBe('hello');
    await lock.release();
  });

  it('says what to do where the path is too long for a socket', async () => {
    await expect(lockFolder(join(directory, 'x'.repeat(120)), nonce)).rejects.toThrow(IdentityStorageError);
  });
});
