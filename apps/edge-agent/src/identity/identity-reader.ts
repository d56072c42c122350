import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unfinishedSuffix } from './durable-files';
import { identityFiles, isCertified, type Identity } from './identity';
import { identityRecord, type IdentityRecord } from './identity-record';
import { IdentityStorageError, storageFailure } from './storage-error';

/** The file that names the identity in use. */
export const currentPointer = 'current';

/** Larger than any record; what is larger is not ours. */
const largestRecordBytes = 131_072;

/**
 * Reads the identities below `directory`, oldest first, and changes nothing: also good without the lock. Passes over a
 * record that cannot be read, with a warning: its key is never given up on that account.
 *
 * @throws IdentityStorageError where such a record may be of the only certificate that the device has
 */
export function readIdentities(directory: string, warn: (message: string) => void): Identity[] {
  const identities: Identity[] = [];
  const faults: IdentityStorageError[] = [];
  for (const name of identityFolders(directory)) {
    const folder = join(directory, name);
    try {
      const record = readRecord(folder);
      if (record !== undefined) {
        identities.push({ name, directory: folder, record });
      }
    } catch (error) {
      if (!(error instanceof IdentityStorageError)) {
        throw error;
      }
      faults.push(error);
    }
  }
  const [fault] = faults;
  if (fault !== undefined && !identities.some(isCertified)) {
    throw fault;
  }
  faults.forEach(({ message }) => warn(message));
  return identities;
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

/**
 * `undefined` for a folder without a record, which is one on its way out.
 *
 * @throws IdentityStorageError
 */
export function readRecord(folder: string): IdentityRecord | undefined {
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
