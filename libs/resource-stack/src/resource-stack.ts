/** Something was to be started after everything had been ended: nobody would end it any more. */
export class StackDisposedError extends Error {
  override readonly name = 'StackDisposedError';
  constructor() {
    super('nothing can be started here any more: everything has been ended already');
  }
}

type End = () => unknown;

/**
 * Whatever was begun, ended in the reverse order. It does what `AsyncDisposableStack` does, which Node.js has from
 * version 24 on, and holds two more promises: what is still being begun when the end comes is ended as well, and
 * after the end nothing begins. So a hook of a test that ran out of time leaves nothing behind.
 */
export class ResourceStack {
  private readonly ends: End[] = [];
  private readonly beginning = new Set<Promise<unknown>>();
  private ending: Promise<void> | undefined;

  get disposed(): boolean {
    return this.ending !== undefined;
  }

  /**
   * Remembers how to end something that runs. Call it before that is begun, or in the same turn of the event loop.
   * @throws StackDisposedError
   */
  defer(end: End): void {
    this.assertOpen();
    this.ends.push(end);
  }

  /**
   * Begins something and remembers how to end it. When the stack is disposed of meanwhile, it is ended as soon as it
   * has begun.
   * @throws StackDisposedError, and whatever `begin` throws
   */
  async acquire<Resource>(
    begin: () => Promise<Resource> | Resource,
    end: (resource: Resource) => unknown,
  ): Promise<Resource> {
    this.assertOpen();
    const begun = Promise.resolve().then(begin);
    const kept = begun.then((resource) => this.ends.push(() => end(resource)));
    this.beginning.add(kept);
    try {
      await kept;
    } finally {
      this.beginning.delete(kept);
    }
    this.assertOpen();
    return begun;
  }

  /**
   * Ends everything, the last begun first. Each is ended even when the end of another fails. A second call waits for
   * the first.
   * @throws AggregateError with every failure
   */
  dispose(): Promise<void> {
    this.ending ??= this.endAll();
    return this.ending;
  }

  private async endAll(): Promise<void> {
    const failures: unknown[] = [];
    while (this.ends.length > 0 || this.beginning.size > 0) {
      const end = this.ends.pop();
      try {
        await (end === undefined ? Promise.allSettled(this.beginning) : end());
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, `what was begun did not end: ${failures.map(String).join('; ')}`);
    }
  }

  private assertOpen(): void {
    if (this.disposed) {
      throw new StackDisposedError();
    }
  }
}
