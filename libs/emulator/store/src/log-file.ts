import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { LogSync } from './log-sync';

const syncData = promisify(fdatasync);

/** SQLite's log of a store: every commit is in it until SQLite has brought it into the database file. */
export class LogFile {
  private readonly log = new LogSync(() => this.toDisk());
  private file: number | undefined;
  private users = 0;
  private closed = false;

  constructor(private readonly path: string) {}

  /** To be called for every write. */
  wrote(): void {
    this.log.wrote();
  }

  /** Resolves when everything that was written until now is on the disk. */
  synced(): Promise<void> {
    return this.log.synced();
  }

  /** Brings everything that was written until now to the disk, and waits for it. */
  flush(): void {
    if (!this.closed && this.log.isBehind) {
      fdatasyncSync(this.opened());
      this.log.caughtUp();
    }
  }

  close(): void {
    this.closed = true;
    this.closeUnused();
  }

  private async toDisk(): Promise<void> {
    // SQLite closes the log only when it has brought everything into the database file, and that to the disk.
    if (this.closed) {
      return;
    }
    this.users += 1;
    try {
      await syncData(this.opened());
    } finally {
      this.users -= 1;
      this.closeUnused();
    }
  }

  private opened(): number {
    // Opened late: SQLite makes the file with the first write. For writing, which some systems demand of who syncs.
    this.file ??= openSync(this.path, 'r+');
    return this.file;
  }

  /** Not while the system works with it: the number of a closed file is soon that of another one. */
  private closeUnused(): void {
    if (this.closed && this.users === 0 && this.file !== undefined) {
      closeSync(this.file);
      this.file = undefined;
    }
  }
}
