import type { Clock } from './clock';

/** Node fires a longer timer at once, so longer waits are made of several. */
const longestTimerMillis = 2 ** 31 - 1;

interface Alarm {
  readonly dueMillis: number;
  readonly callback: () => void;
  timer: NodeJS.Timeout;
}

/** The machine's clock plus an offset that may change at any moment, in both directions. */
export class SettableClock implements Clock {
  private readonly alarms = new Set<Alarm>();
  private readonly movedListeners = new Set<() => void>();
  private offset: number;
  private closed = false;

  /** @throws RangeError when the offset is not a number of milliseconds that leads to a valid date */
  constructor(offsetMillis = 0) {
    this.offset = checkedOffset(offsetMillis);
  }

  get offsetMillis(): number {
    return this.offset;
  }

  now(): Date {
    return new Date(this.nowMillis());
  }

  nowMillis(): number {
    return Date.now() + this.offset;
  }

  at(time: Date, callback: () => void): () => void {
    const dueMillis = time.getTime();
    if (Number.isNaN(dueMillis)) {
      throw new RangeError('the clock cannot wait for an invalid date');
    }
    if (this.closed) {
      return () => undefined;
    }
    const alarm: Alarm = { dueMillis, callback, timer: this.startTimer(dueMillis, () => this.ring(alarm)) };
    this.alarms.add(alarm);
    return () => {
      this.remove(alarm);
    };
  }

  /** Moves the cloud's time; whatever has become due calls back, the rest waits anew. @throws RangeError */
  setOffset(ms: number): void {
    this.offset = checkedOffset(ms);
    for (const alarm of this.alarms) {
      clearTimeout(alarm.timer);
      alarm.timer = this.startTimer(alarm.dueMillis, () => this.ring(alarm));
    }
    for (const listener of this.movedListeners) {
      listener();
    }
  }

  /**
   * Tells of every move of the time, after it: for who has worked out from the time what is to come. What waits
   * by `at` needs none of this. Returns what stops it.
   */
  onMoved(listener: () => void): () => void {
    this.movedListeners.add(listener);
    return () => {
      this.movedListeners.delete(listener);
    };
  }

  /** Cancels everything that waits. */
  close(): void {
    this.closed = true;
    this.movedListeners.clear();
    for (const alarm of this.alarms) {
      this.remove(alarm);
    }
  }

  private startTimer(dueMillis: number, ring: () => void): NodeJS.Timeout {
    const wait = Math.min(Math.max(dueMillis - this.nowMillis(), 0), longestTimerMillis);
    return setTimeout(ring, wait).unref();
  }

  private ring(alarm: Alarm): void {
    if (!this.alarms.has(alarm)) {
      return;
    }
    if (this.nowMillis() < alarm.dueMillis) {
      alarm.timer = this.startTimer(alarm.dueMillis, () => this.ring(alarm));
      return;
    }
    this.remove(alarm);
    alarm.callback();
  }

  private remove(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    this.alarms.delete(alarm);
  }
}

function checkedOffset(ms: number): number {
  if (!Number.isFinite(ms) || Number.isNaN(new Date(Date.now() + ms).getTime())) {
    throw new RangeError(`${ms} ms is no offset that leads to a valid date`);
  }
  return ms;
}
