import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tightenPermissions, unfinishedSuffix } from './durable-files';
import type { KeyStore } from '../keys/key-store';
import { identityFiles } from './identity';
import { identityFolders, readRecord } from './identity-reader';
import { IdentityStorageError, storageFailure } from './storage-error';

/**
 * Brings an identity folder in order after a crash or a careless hand: removes what was never finished and what
 * was being removed, and takes other users' rights away.
 *
 * @throws IdentityStorageError
 */
export function sweepIdentityFolder(
  directory: string,
  { keys, warn }: { readonly keys: KeyStore; readonly warn: (message: string) => void },
): void {
  try {
    removeUnfinished(directory);
    for (const name of identityFolders(directory)) {
      removeUnfinished(join(directory, name));
      tightenTree(join(directory, name), warn);
    }
    for (const name of halfRemoved(directory, keys)) {
      rmSync(join(directory, name), { recursive: true, force: true });
    }
  } catch (error) {
    throw storageFailure(`clean up ${directory}`, error);
  }
}

function removeUnfinished(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.endsWith(unfinishedSuffix)) {
      rmSync(join(directory, name), { recursive: true, force: true });
    }
  }
}

function tightenTree(folder: string, warn: (message: string) => void): void {
  const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  for (const path of paths) {
    if (tightenPermissions(path)) {
      warn(`${path} was open to other users; now only its owner has access`);
    }
  }
}

/** Folders that have lost their key, as an older agent began to remove them: nothing in them can be used any more. */
function halfRemoved(directory: string, keys: KeyStore): string[] {
  return identityFolders(directory).filter((name) => isHalfRemoved(join(directory, name), keys));
}

/** Before the cloud has made a key there is none to lose. A damaged record may be restored, and others' files stay. */
function isHalfRemoved(folder: string, keys: KeyStore): boolean {
  try {
    const record = readRecord(folder);
    // Hardware may be back tomorrow.
    if (record?.key !== undefined || keys.has({ directory: folder, reference: undefined })) {
      return false;
    }
    const ours = [...Object.values<string>(identityFiles), ...keys.fileNames];
    return record === undefined
      ? readdirSync(folder).every((name) => ours.includes(name))
      : record.state !== 'keyed';
  } catch (error) {
    if (!(error instanceof IdentityStorageError)) {
      throw error;
    }
    return false;
  }
}
