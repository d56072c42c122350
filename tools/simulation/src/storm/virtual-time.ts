interface Event {
  readonly at: number;
  readonly order: number;
  fire: (() => void) | undefined;
}

/** Nobody waits for anything, and what was to happen has not. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
}

/** A wait as long as this is no wait for anything that comes by itself. */
const forever = 400 * 24 * 60 * 60_000;

/**
 * Time that jumps from one event to the next, for as many as there are. Between two events all that follows from the
 * first is done: nothing here waits for a disk or a network.
 */
export class VirtualTime {
  private readonly heap: Event[] = [];
  private readonly endless = new Set<() => void>();
  private count = 0;

  constructor(private millis: number) {}

  nowMillis(): number {
    return this.millis;
  }

  now(): Date {
    return new Date(this.millis);
  }

  /** Calls back after so long. Returns what cancels it. */
  after(millis: number, fire: () => void): () => void {
    if (millis >= forever) {
      // Kept: a signal that many signals abort lives no longer than somebody holds it.
      this.endless.add(fire);
      return () => void this.endless.delete(fire);
    }
    const event: Event = { at: this.millis + Math.max(0, millis), order: (this.count += 1), fire };
    this.push(event);
    return () => (event.fire = undefined);
  }

  /** The same at a moment, as the clock of local-cloud has it. */
  at(moment: Date, callback: () => void): () => void {
    return this.after(moment.getTime() - this.millis, callback);
  }

  sleep(millis: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const cancel = this.after(millis, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** @throws StalledError when nothing is left to happen before that */
  async runUntil(isDone: () => boolean): Promise<void> {
    await settled();
    while (!isDone()) {
      const next = this.pop();
      if (next === undefined) {
        throw new StalledError('Nothing is left that could happen.');
      }
      if (next.fire === undefined) {
        continue;
      }
      this.millis = Math.max(this.millis, next.at);
      next.fire();
      await settled();
    }
  }

  private push(event: Event): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) {
        break;
      }
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  private pop(): Event | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return first;
    }
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const smaller = this.smaller(left, left + 1);
      const below = heap[smaller];
      if (below === undefined || isBefore(last, below)) {
        break;
      }
      heap[at] = below;
      at = smaller;
    }
    heap[at] = last;
    return first;
  }

  private smaller(one: number, other: number): number {
    const left = this.heap[one];
    const right = this.heap[other];
    return right !== undefined && left !== undefined && isBefore(right, left) ? other : one;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Everything that promises bring about is done before the next turn of the event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
