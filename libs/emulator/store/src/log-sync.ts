/**
 * Brings what was written to the disk: for all who ask while the disk is busy, once. The disk works beside this thread,
 * which a commit that goes to the disk itself would hold up.
 */
export class LogSync {
  private unsynced = false;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  /** @param sync brings to the disk whatever was written before the call */
  constructor(private readonly sync: () => Promise<void>) {}

  /** To be called for every write. */
  wrote(): void {
    this.unsynced = true;
  }

  /** Whether something was written that no sync has been begun for. */
  get isBehind(): boolean {
    return this.unsynced;
  }

  /** To be called when everything was brought to the disk by other means. */
  caughtUp(): void {
    this.unsynced = false;
  }

  /** Resolves when everything that was written until now is on the disk. */
  synced(): Promise<void> {
    if (!this.unsynced) {
      return this.running ?? Promise.resolve();
    }
    this.next ??= this.afterRunning();
    return this.next;
  }

  private async afterRunning(): Promise<void> {
    // Whoever asked for that one hears of its failure.
    await this.running?.catch(() => undefined);
    this.next = undefined;
    this.unsynced = false;
    this.running = this.sync();
    try {
      await this.running;
    } catch (error) {
      this.unsynced = true;
      throw error;
    } finally {
      this.running = undefined;
    }
  }
}
