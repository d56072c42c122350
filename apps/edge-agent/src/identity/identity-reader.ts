import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unfinishedSuffix } from './durable-files';
import { identityFiles, type Identity } from './identity';
import { identityRecord, type IdentityRecord } from './identity-record';
import { IdentityStorageError, storageFailure } from './storage-error';

/** The file that names the identity in use. */
export const currentPointer = 'current';

/** Larger than any record; what is larger is not ours. */
const largestRecordBytes = 131_072;

/**
 * Reads the identities below `directory`, oldest first, and changes nothing: also good without the lock.
 *
 * @throws IdentityStorageError for a record that cannot be read: a key is never given up on that account
 */
export function readIdentities(directory: string): Identity[] {
  return identityFolders(directory).flatMap((name) => {
    const record = readRecord(join(directory, name));
    return record === undefined ? [] : [{ name, directory: join(directory, name), record }];
  });
}

export function readCurrentName(directory: string): string | undefined {
  const path = join(directory, currentPointer);
  try {
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  } catch (error) {
    throw storageFailure(`read ${path}`, error);
  }
}

/** Names of the folders that hold, or held, an identity. */
export function identityFolders(directory: string): string[] {
  try {
    if (!existsSync(directory)) {
      return [];
    }
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.endsWith(unfinishedSuffix))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw storageFailure(`read ${directory}`, error);
  }
}

/** `undefined` for a folder without a record, which is one on its way out. */
function readRecord(folder: string): IdentityRecord | undefined {
  const path = join(folder, identityFiles.record);
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length <= largestRecordBytes) {
      const parsed = identityRecord.safeParse(JSON.parse(text));
      if (parsed.success) {
        return parsed.data;
      }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw storageFailure(`read ${path}`, error);
    }
  }
  throw new IdentityStorageError(
    `${path} is damaged, or from another version of the agent. Restore it, or move ${folder} away to ` +
      'abandon that identity.',
  );
}
