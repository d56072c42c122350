import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import * as z from 'zod/mini';
import {
  createDirectoryDurably,
  ensurePrivateDirectory,
  removeDirectoryDurably,
  requireFreeSpace,
  writeFilesDurably,
} from './durable-files';
import { keyFiles } from '../keys/files/key-files';
import { lockFolder } from './folder-lock';
import { readIdentities } from './identity-reader';
import { StateFile } from './state-file';
import { IdentityStorageError, storageFailure } from './storage-error';
import { sweepIdentityFolder } from './sweep';

const faultOfProgram = new TypeError('name.endsWith is not a function');
const faultOfDisk = Object.assign(new Error('i/o error'), { code: 'EIO' });

type Call = 'fsyncSync' | 'mkdirSync' | 'readdirSync' | 'rmSync' | 'writeSync';
type Work = () => unknown;

describe('work in the identity folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'storage-'));
  });

  afterEach(() => {
    jest.restoreAllMocks();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const file = { name: 'record', content: 'whose it is' };
  const cases: readonly (readonly [string, Call, Work])[] = [
    ['writes files', 'writeSync', () => writeFilesDurably(folder, [file])],
    ['makes a folder', 'mkdirSync', () => createDirectoryDurably(folder, 'made', [file])],
    ['removes a folder', 'fsyncSync', () => removeDirectoryDurably(folder, 'made')],
    ['looks for free space', 'writeSync', () => requireFreeSpace(folder)],
    ['takes the folder for itself', 'mkdirSync', () => ensurePrivateDirectory(join(folder, 'new'))],
    ['locks', 'readdirSync', () => lockFolder(folder, () => '0000000a')],
    [
      'cleans up',
      'readdirSync',
      () => sweepIdentityFolder(folder, { keys: keyFiles, warn: () => undefined }),
    ],
    ['reads identities', 'readdirSync', () => readIdentities(folder, () => undefined)],
    ['removes a state', 'rmSync', () => new StateFile(folder, 'state.json', z.object({})).remove()],
  ];

  async function failureOf(work: Work, call: Call, thrown: Error): Promise<unknown> {
    jest.spyOn(fs, call).mockImplementation(() => {
      throw thrown;
    });
    try {
      return await work();
    } catch (error) {
      return error;
    }
  }

  it.each(cases)('that %s tells of a fault of the disk as one', async (_what, call, work) => {
    const failure = await failureOf(work, call, faultOfDisk);
    expect(failure).toBeInstanceOf(IdentityStorageError);
    expect(failure).toHaveProperty('cause', faultOfDisk);
  });

  it.each(cases)('that %s does not take a fault of the program for one', async (_what, call, work) => {
    expect(await failureOf(work, call, faultOfProgram)).toBe(faultOfProgram);
  });

  it('says what to do against an error of the real disk', () => {
    const place = join(folder, 'file');
    fs.writeFileSync(place, '');
    const full = Object.assign(
      realError(() => fs.readdirSync(place)),
      { code: 'ENOSPC' },
    );
    expect(storageFailure('write', full).message).toBe(
      'Cannot write: the disk is full: free some space and try again.',
    );
  });
});

/** From Node.js itself: to jest, its errors are no instances of the Error that tests see. */
function realError(work: Work): Error {
  try {
    work();
  } catch (error) {
    if (isNativeError(error)) {
      return error;
    }
  }
  throw new Error('the work did not fail');
}
