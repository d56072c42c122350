import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { StoreInUseError, StoreUnusableError } from './errors';

/**
 * Opens the database file for this process alone. A commit is in the log file when it returns, so that a killed process
 * loses nothing it acknowledged. It is on the disk once somebody has synced the log ("PRAGMA synchronous", sqlite.org):
 * `synchronous=FULL` would hold up the thread for the disk at every commit.
 */
export function openDatabase(path: string): Database.Database {
  if (path !== ':memory:') {
    createPrivately(path);
  }
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    // Exclusive before the first access: the lock is then held until close, and needs no shared memory file.
    database.exec('PRAGMA locking_mode=EXCLUSIVE');
    database.prepare('PRAGMA journal_mode=WAL').all();
    database.exec('PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; BEGIN EXCLUSIVE; COMMIT');
    database.defaultSafeIntegers(true);
    return database;
  } catch (error) {
    database?.close();
    const code = codeOf(error);
    if (code.startsWith('SQLITE_BUSY')) {
      throw new StoreInUseError(path, { cause: error });
    }
    throw new StoreUnusableError(path, error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

/** SQLite gives its log file the mode of the database file; without this, both would be readable by everybody. */
function createPrivately(path: string): void {
  try {
    createDirectory(dirname(path));
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new StoreUnusableError(path, error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
}

/** Level by level: Node's own recursion never ends below /proc, where making a directory fails with ENOENT. */
function createDirectory(path: string): void {
  if (existsSync(path)) {
    return;
  }
  createDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker; a file in its place fails the next open below it.
    if (codeOf(error) !== 'EEXIST') {
      throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
