import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { isListening } from '../identity/folder-lock';

/** Where programs are to connect is not a place for that. */
export class SocketPlaceError extends Error {
  override readonly name = 'SocketPlaceError';
}

/** The agent's user, and those of its group. */
const folderMode = 0o750;

/** Rights by which somebody else could come in, or put a socket of his own in this one's place. */
const tooOpen = 0o027;

/**
 * Makes the folder of a socket what it has to be before anybody listens in it, and removes the socket that a killed agent
 * has left.
 *
 * @throws SocketPlaceError
 */
export async function prepareSocketPlace(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    closeFolder(folder, basename(path));
    await removeDeadSocket(path);
  } catch (error) {
    if (error instanceof SocketPlaceError || !isSystemError(error)) {
      throw error;
    }
    throw new SocketPlaceError(`Programs cannot connect to ${path}: ${error.message}.`, { cause: error });
  }
}

/** A folder in which others have something is not the agent's to close. */
function closeFolder(folder: string, socketName: string): void {
  if (statOf(folder) === undefined) {
    mkdirSync(folder, { mode: folderMode });
    chmodSync(folder, folderMode);
    return;
  }
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid?.()) {
    throw new SocketPlaceError(
      `${folder} belongs to another user, who could put a socket of his own there: give the agent a folder of its own.`,
    );
  }
  if ((mode & tooOpen) === 0) {
    return;
  }
  const others = readdirSync(folder).find((name) => name !== socketName);
  if (others !== undefined) {
    throw new SocketPlaceError(
      `${folder} is open to other users (mode ${(mode & 0o7777).toString(8)}), and has ${others}: put the socket into a ` +
        `folder of its own, or close this one (chmod 0750).`,
    );
  }
  chmodSync(folder, folderMode);
}

async function removeDeadSocket(path: string): Promise<void> {
  const stats = statOf(path);
  if (stats === undefined) {
    return;
  }
  if (!stats.isSocket()) {
    throw new SocketPlaceError(`${path} is no socket: remove it, or name another place.`);
  }
  if (await isListening(path)) {
    throw new SocketPlaceError(`Another program listens at ${path}: stop it, or name another place.`);
  }
  rmSync(path, { force: true });
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'code' in error && 'syscall' in error;
}
