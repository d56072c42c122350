import { isNativeError } from 'node:util/types';
import { isProgramFault } from '@fleet/program-faults';

const explanations: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space and try again',
  EDQUOT: 'the disk quota is used up: free some space and try again',
  EROFS: 'the file system is read-only: mount it writable or choose another folder',
  EACCES: 'permission is denied: run the agent as the owner of the folder',
  EPERM: 'the operation is not permitted: run the agent as the owner of the folder',
};

/** The identity folder cannot be read or written. What is already in it stays as it is. */
export class IdentityStorageError extends Error {
  override readonly name = 'IdentityStorageError';
}

/**
 * Says what could not be done and, for the usual causes, what to do about it.
 *
 * @throws the cause itself where it is a fault of the program: no disk is to blame, and no retry helps
 */
export function storageFailure(action: string, cause: unknown): IdentityStorageError {
  if (isProgramFault(cause)) {
    throw cause;
  }
  const code = isNativeError(cause) && 'code' in cause ? String(cause.code) : '';
  const reason = explanations[code] ?? (isNativeError(cause) ? cause.message : String(cause));
  return new IdentityStorageError(`Cannot ${action}: ${reason}.`, { cause });
}
