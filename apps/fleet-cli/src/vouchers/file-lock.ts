import { readFile, rm, writeFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { RefusedError } from '@fleet/fleet-operations';

/** How often a lock is taken over that a killed run has left. */
const attempts = 3;

/**
 * Keeps a file to one run: of two, each would add what the other adds. The lock is a file beside it that names the
 * process, so that a run which was killed locks nobody out.
 */
export class FileLock {
  private constructor(private readonly path: string) {}

  /** @throws RefusedError while another run has it; an error of the system where it cannot be written */
  static async take(file: string): Promise<FileLock> {
    const path = `${file}.lock`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await writeFile(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
        return new FileLock(path);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') {
          throw error;
        }
      }
      if (attempt === attempts || (await isHeld(path))) {
        throw new RefusedError(
          `Another run is adding to ${file}: wait until it is done. If there is none, delete ${path}.`,
        );
      }
      await rm(path, { force: true });
    }
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Whether the process that it names is alive. What names none is being written, or is somebody else's. */
async function isHeld(path: string): Promise<boolean> {
  const text = await textOf(path);
  const holder = Number(text);
  if (text === undefined || !Number.isInteger(holder) || holder <= 0) {
    return text !== undefined;
  }
  try {
    return process.kill(holder, 0);
  } catch (error) {
    // Of another user, who may not be signalled: it is alive.
    return codeOf(error) === 'EPERM';
  }
}

/** Nothing where it is gone by now. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return isNativeError(error) && 'code' in error ? error.code : undefined;
}
