import { readFileSync, statSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import { isProgramFault } from '@fleet/program-faults';

/** The device's folder is not one, or something in it is wrong. The message says what to do. */
export class DeviceFolderError extends Error {
  override readonly name = 'DeviceFolderError';
}

/** A file of the device's folder could not be read this time. A later attempt may succeed. */
export class FileUnreadableError extends Error {
  override readonly name = 'FileUnreadableError';
}

/** No file of a bundle comes near this. */
const largestFileBytes = 1024 * 1024;

/**
 * Reads a file of the device's folder.
 * @throws DeviceFolderError, FileUnreadableError
 */
export function readText(path: string): string {
  try {
    if (statSync(path).size <= largestFileBytes) {
      return readFileSync(path, 'utf8');
    }
  } catch (error) {
    throw readFailure(path, error);
  }
  throw new DeviceFolderError(`${path} is larger than ${largestFileBytes} bytes.`);
}

/**
 * Reads a file that has a PEM with such a label.
 * @throws DeviceFolderError, FileUnreadableError
 */
export function readPem(path: string, label: string): string {
  const text = readText(path);
  if (!text.includes('-----BEGIN ') || !text.includes(`${label}-----`)) {
    throw new DeviceFolderError(`${path} has no PEM of a ${label.toLowerCase()}.`);
  }
  return text;
}

/** What `node:fs` says of a path where no file is, or none can be, or where this user may read none. */
const noneToRead: ReadonlySet<unknown> = new Set([
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'],
  ...['EACCES', 'EPERM'],
]);

/** What to throw: no waiting helps against these, or a fault of the program. Everything else may pass. */
function readFailure(path: string, cause: unknown): unknown {
  const message = `Cannot read ${path}: ${isNativeError(cause) ? cause.message : String(cause)}.`;
  if (isNativeError(cause) && 'code' in cause && noneToRead.has(cause.code)) {
    return new DeviceFolderError(message, { cause });
  }
  return isProgramFault(cause) ? cause : new FileUnreadableError(message, { cause });
}
