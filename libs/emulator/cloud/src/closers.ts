/** Closes resources in the reverse order of opening: a resource may still need an earlier one while it closes. */
export class Closers {
  private readonly opened: { close(): void | Promise<void> }[] = [];
  private closing: Promise<void> | undefined;

  add<Resource extends { close(): void | Promise<void> }>(resource: Resource): Resource {
    this.opened.push(resource);
    return resource;
  }

  /** Closes a resource before its turn. */
  async closeNow(resource: { close(): void | Promise<void> }): Promise<void> {
    const index = this.opened.indexOf(resource);
    if (index !== -1) {
      this.opened.splice(index, 1);
      await resource.close();
    }
  }

  /** Closes everything, even when something fails at it. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const resource of this.opened.reverse()) {
      try {
        await resource.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, 'the cloud did not close cleanly');
    }
  }
}
