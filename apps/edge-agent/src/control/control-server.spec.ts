import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHolder, lockFolder, type FolderLock } from '../identity/folder-lock';
import { ControlError } from './control-client';
import { serveControl } from './control-server';

describe('a running agent, asked by a command', () => {
  let directory: string;
  let lock: FolderLock;
  let allowed: number | undefined;
  let gone: AbortSignal | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'control-'));
    lock = await lockFolder(directory, () => randomBytes(4).toString('hex'));
    serveControl(lock, {
      status: (withinMillis, callerGone) => {
        allowed = withinMillis;
        gone = callerGone;
        return Promise.resolve({ pid: 7, connected: true });
      },
      provision: () => Promise.reject(new Error('The disk is full.')),
      rotate: () => Promise.reject(new ControlError('It is not due.', { refused: true })),
    });
  });

  afterEach(async () => {
    await lock.release();
    rmSync(directory, { recursive: true, force: true });
  });

  async function answerTo(line: string): Promise<unknown> {
    const caller = createConnection(String(await findHolder(directory)));
    caller.write(`${line}\n`);
    const [answer]: unknown[] = await once(caller, 'data');
    return JSON.parse(String(answer));
  }

  it('answers with what its handler does', async () => {
    expect(await answerTo('{"command":"status"}')).toEqual({
      ok: true,
      status: { pid: 7, connected: true },
    });
  });

  it('knows how long the command waits, where it says so', async () => {
    await answerTo('{"command":"status","withinSeconds":1.5}');
    expect(allowed).toBe(1_500);
    await answerTo('{"command":"status"}');
    expect(allowed).toBe(0);
  });

  it('hears when the command has gone', async () => {
    const caller = createConnection(String(await findHolder(directory)));
    caller.write('{"command":"status"}\n');
    await once(caller, 'data');
    caller.destroy();
    if (gone?.aborted !== true) {
      await once(gone ?? new EventTarget(), 'abort');
    }
    expect(gone?.reason).toEqual(new Error('The command has gone.'));
  });

  it('says no in the words of its handler, and whether the cloud said so', async () => {
    expect(await answerTo('{"command":"provision"}')).toEqual({
      ok: false,
      error: 'The disk is full.',
      refused: false,
    });
    expect(await answerTo('{"command":"rotate"}')).toMatchObject({ error: 'It is not due.', refused: true });
  });

  it.each(['', 'status', '{"command":"reboot"}', '[]'])(
    'says no to the line %j, which is no command, and goes on',
    async (line) => {
      expect(await answerTo(line)).toEqual({
        ok: false,
        error: expect.stringMatching(/does not know this command\. Restart it/),
        refused: false,
      });
      expect(await answerTo('{"command":"status"}')).toMatchObject({ ok: true });
    },
  );
});
