import { statSync } from 'node:fs';
import { readPem } from '../../device/text-file';
import { removeFilesDurably, tightenPermissions } from '../../identity/durable-files';
import type { PrivateKey } from '../private-key';
import { keyOfPem } from './file-key';

/**
 * The claim's key, which came with the bundle.
 *
 * @throws DeviceFolderError, FileUnreadableError, DamagedKeyError
 */
export function openClaimKey(path: string, warn: (message: string) => void): PrivateKey {
  const pem = readPem(path, 'PRIVATE KEY');
  try {
    if (tightenPermissions(path)) {
      warn(`${path} was open to other users; now only its owner has access`);
    }
  } catch {
    // A bundle may lie on a read-only medium, and the claim is of use all the same.
    warn(`${path} is open to other users, and its permissions cannot be changed`);
  }
  return keyOfPem(pem);
}

export function isClaimKeyAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Something is there that cannot be looked at: reading it says why.
    return false;
  }
}

/**
 * @returns whether it was there
 * @throws IdentityStorageError
 */
export function removeClaimKey(path: string): boolean {
  return removeFilesDurably([path]);
}
