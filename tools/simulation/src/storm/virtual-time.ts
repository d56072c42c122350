import { EventHeap, isBefore, type TimedEvent } from './event-heap';

/** Nobody waits for anything, and what was to happen has not. */
export class StalledError extends Error {
  override readonly name = 'StalledError';
}

/** A wait as long as this is no wait for anything that comes by itself. */
const forever = 400 * 24 * 60 * 60_000;

/** So many events are taken in one turn of the event loop. */
const eventsOfTurn = 100;

/**
 * Time that jumps from one event to the next, for as many as there are. Between two events all that follows from the
 * first is done: nothing here waits for a disk or a network.
 */
export class VirtualTime {
  private readonly heap = new EventHeap();
  /** By how long they wait: those of one queue come in the order in which they began. */
  private readonly queues = new Map<number, EventQueue>();
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
    const event = this.event(millis, fire);
    this.heap.push(event);
    return () => (event.fire = undefined);
  }

  /** The same for a time that very many wait: they need no sorting. */
  afterUsual(millis: number, fire: () => void): () => void {
    const event = this.event(millis, fire);
    const queue = this.queues.get(millis) ?? new EventQueue();
    this.queues.set(millis, queue);
    queue.push(event);
    return () => (event.fire = undefined);
  }

  /** The same at a moment, as the clock of local-cloud has it. */
  at(moment: Date, callback: () => void): () => void {
    return this.after(moment.getTime() - this.millis, callback);
  }

  /** Waits a time that very many wait. */
  pause(millis: number): Promise<void> {
    return new Promise((resolve) => void this.afterUsual(millis, resolve));
  }

  sleep(millis: number, signal?: AbortSignal): Promise<void> {
    if (signal === undefined) {
      return new Promise((resolve) => void this.after(millis, resolve));
    }
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const cancel = this.after(millis, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      if (signal.aborted) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** @throws StalledError when nothing is left to happen before that */
  runUntil(isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let goesOn = true;
      const step = (): void => {
        try {
          if (goesOn && isDone()) {
            goesOn = false;
            resolve();
          } else if (goesOn) {
            this.fireNext();
          }
        } catch (error) {
          goesOn = false;
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const turn = (): void => {
        if (goesOn) {
          // What promises bring about is done between two immediates; a turn for each event would take longer than most events.
          Array.from({ length: eventsOfTurn }, () => setImmediate(step));
          setImmediate(turn);
        }
      };
      setImmediate(turn);
    });
  }

  private fireNext(): void {
    const next = this.takeNext();
    this.millis = Math.max(this.millis, next.at);
    next.fire?.();
  }

  /** @throws StalledError */
  private takeNext(): TimedEvent {
    let first = this.heap.first();
    let from: EventHeap | EventQueue = this.heap;
    for (const queue of this.queues.values()) {
      const head = queue.first();
      if (head !== undefined && (first === undefined || isBefore(head, first))) {
        first = head;
        from = queue;
      }
    }
    if (first === undefined) {
      throw new StalledError('Nothing is left that could happen.');
    }
    from.take();
    return first;
  }

  private event(millis: number, fire: () => void): TimedEvent {
    return { at: this.millis + Math.max(0, millis), order: (this.count += 1), fire };
  }
}

/** Events in the order in which they came. */
class EventQueue {
  private events: TimedEvent[] = [];
  private taken = 0;

  push(event: TimedEvent): void {
    this.events.push(event);
  }

  /** The first that is not called off. */
  first(): TimedEvent | undefined {
    while (this.taken < this.events.length) {
      const event = this.events[this.taken];
      if (event?.fire !== undefined) {
        return event;
      }
      this.take();
    }
    return undefined;
  }

  take(): void {
    this.taken += 1;
    if (2 * this.taken > this.events.length + mostTaken) {
      this.events = this.events.slice(this.taken);
      this.taken = 0;
    }
  }
}

/** A queue is made shorter when that many of it are behind, and half of all. */
const mostTaken = 1_000;
