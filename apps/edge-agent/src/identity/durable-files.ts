import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { storageFailure } from './storage-error';

const privateFile = 0o600;
const privateDirectory = 0o700;

/** Marks a file or folder that is still being written, or is being removed: what carries it after a crash is rubbish. */
export const unfinishedSuffix = '.unfinished';

export interface FileToWrite {
  readonly name: string;
  readonly content: string;
}

/**
 * Writes files so that after a power cut each is there whole or not at all, and, when this returns, is there.
 * They appear in the order given: put the one that vouches for the others last.
 *
 * @throws IdentityStorageError when the disk is full, read-only or not ours to write
 */
export function writeFilesDurably(directory: string, files: readonly FileToWrite[]): void {
  try {
    for (const { name, content } of files) {
      writeAndSync(join(directory, name + unfinishedSuffix), content);
    }
    for (const { name } of files) {
      renameSync(join(directory, name + unfinishedSuffix), join(directory, name));
      // Not every file system keeps the order of renames through a power cut: each is synced for itself.
      syncDirectory(directory);
    }
  } catch (error) {
    discard(files.map(({ name }) => join(directory, name + unfinishedSuffix)));
    throw storageFailure(`write ${files.map(({ name }) => name).join(', ')} in ${directory}`, error);
  }
}

/**
 * Replaces a file so that everybody sees it whole, also after a kill. A power cut may leave the file before it, or a
 * damaged one: for what says no more than that, and costs no sync.
 *
 * @throws IdentityStorageError
 */
export function replaceFileUntilPowerCut(directory: string, { name, content }: FileToWrite): void {
  const path = join(directory, name);
  try {
    writeFileSync(path + unfinishedSuffix, content, { mode: privateFile });
    renameSync(path + unfinishedSuffix, path);
  } catch (error) {
    discard([path + unfinishedSuffix]);
    throw storageFailure(`write ${name} in ${directory}`, error);
  }
}

/**
 * Makes a folder that only the owner enters, with the given files in it, as one step: a crash leaves the whole
 * folder or a name with {@link unfinishedSuffix}.
 *
 * @throws IdentityStorageError
 */
export function createDirectoryDurably(parent: string, name: string, files: readonly FileToWrite[]): void {
  const unfinished = join(parent, name + unfinishedSuffix);
  try {
    mkdirSync(unfinished, { mode: privateDirectory });
    for (const file of files) {
      writeAndSync(join(unfinished, file.name), file.content);
    }
    syncDirectory(unfinished);
    renameSync(unfinished, join(parent, name));
    syncDirectory(parent);
  } catch (error) {
    discard([unfinished]);
    throw storageFailure(`create ${join(parent, name)}`, error);
  }
}

/**
 * Removes a folder as one step: a crash leaves the whole folder or a name with {@link unfinishedSuffix}. Removing the
 * files one by one would leave, for a moment, a key without what tells whose it is, or the reverse.
 *
 * @throws IdentityStorageError
 */
export function removeDirectoryDurably(parent: string, name: string): void {
  const folder = join(parent, name);
  const unfinished = folder + unfinishedSuffix;
  try {
    // An earlier attempt that failed may have come this far.
    if (existsSync(folder)) {
      renameSync(folder, unfinished);
    }
    syncDirectory(parent);
    rmSync(unfinished, { recursive: true, force: true });
  } catch (error) {
    throw storageFailure(`remove ${folder}`, error);
  }
}

/**
 * Removes files one after the other: after a power cut a later one is gone only if the ones before it are. A link goes
 * together with what it leads to.
 *
 * @returns whether one was there
 * @throws IdentityStorageError
 */
export function removeFilesDurably(paths: readonly string[]): boolean {
  let removed = false;
  for (const path of paths) {
    try {
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (status !== undefined) {
        const leads = status.isSymbolicLink() && existsSync(path);
        for (const file of leads ? [realpathSync(path), path] : [path]) {
          unlinkSync(file);
          syncDirectory(dirname(file));
        }
        removed = true;
      }
    } catch (error) {
      throw storageFailure(`remove ${path}`, error);
    }
  }
  return removed;
}

/** More than a record and the pointer to it, with what file systems round up to. */
const roomBytes = 16 * 1024;

/**
 * Makes sure that a few small files can be written now.
 *
 * @throws IdentityStorageError as writing them would
 */
export function requireFreeSpace(directory: string): void {
  const probe = join(directory, `probe${unfinishedSuffix}`);
  try {
    writeAndSync(probe, ' '.repeat(roomBytes));
  } catch (error) {
    throw storageFailure(`write in ${directory}`, error);
  } finally {
    discard([probe]);
  }
}

/**
 * Makes sure the folder exists, also after a power cut, and is the owner's alone. Returns whether it was open to others
 * before.
 *
 * @throws IdentityStorageError
 */
export function ensurePrivateDirectory(path: string): boolean {
  try {
    const first = mkdirSync(path, { recursive: true, mode: privateDirectory });
    if (first !== undefined) {
      syncParents(path, first);
    }
    return tightenPermissions(path);
  } catch (error) {
    throw storageFailure(`use ${path}`, error);
  }
}

/** From the folder up to the first that was made on the way to it. */
function syncParents(path: string, first: string): void {
  syncDirectory(dirname(path));
  if (path !== first && dirname(path) !== path) {
    syncParents(dirname(path), first);
  }
}

/** Takes everybody's rights but the owner's from a file or folder. Returns whether there were any. */
export function tightenPermissions(path: string): boolean {
  const status = statSync(path);
  if ((status.mode & 0o077) === 0) {
    return false;
  }
  chmodSync(path, status.isDirectory() ? privateDirectory : privateFile);
  return true;
}

/** A rename or a removal survives a power cut only once its folder is synced. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** An agent whose disk is full tries again for weeks: what it leaves behind each time would fill the disk for good. */
function discard(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The failure that led here is the one to tell of. What stays is swept out at the next start.
    }
  }
}

function writeAndSync(path: string, content: string): void {
  const descriptor = openSync(path, 'w', privateFile);
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length;) {
      written += writeSync(descriptor, bytes, written);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
