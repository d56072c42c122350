/** What was opened, closed in reverse order: a room may still need what it stands on while it closes. */
export class Closers {
  private readonly opened: { close(): void | Promise<void> }[] = [];
  private closing: Promise<void> | undefined;

  add<Room extends { close(): void | Promise<void> }>(room: Room): Room {
    this.opened.push(room);
    return room;
  }

  /** Closes everything, even when something fails at it. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const room of this.opened.reverse()) {
      try {
        await room.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, 'the cloud did not close cleanly');
    }
  }
}
