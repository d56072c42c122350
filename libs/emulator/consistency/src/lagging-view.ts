import type { Clock } from '@fleet/emulator-clock';
import { ChangeLog } from './change-log';
import type { ChangeStamp } from './change-log';
import type { Delays } from './delays';

/** Somebody who looks, and when: a reader that has seen a change once may be asked for it later. */
export interface Observation {
  readonly reader: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Change<Value> extends ChangeStamp {
  readonly before: Value;
}

/**
 * What readers see of values that change. A change that has not reached a reader yet has not happened for it. Changes of
 * one key reach a reader in their order, so no reader sees an older value after a newer one; two readers may differ.
 * Only changes of this process are known: after a restart all are visible.
 */
export class LaggingView<Value> {
  private readonly changes = new Map<string, Change<Value>[]>();

  constructor(
    private readonly delays: Delays,
    private readonly clock: Pick<Clock, 'nowMillis'>,
    private readonly log = new ChangeLog(clock),
  ) {}

  /** To be called before the value of a key changes. Answers after how many milliseconds a reader sees the change. */
  changing(key: string, before: () => Value): (reader: string) => number {
    if (this.delays.longestMillis === 0) {
      return () => 0;
    }
    const change = { ...this.log.next(), before: before() };
    const upToThis = [...this.unsettled(key), change];
    this.forgetSettled();
    // Behind all others: the keys are in the order of their last changes.
    this.changes.delete(key);
    this.changes.set(key, upToThis);
    return (reader) => this.arrival(upToThis, reader) - change.at;
  }

  /**
   * The value of a key that somebody sees who has all of these observations: of what any of them has seen.
   * @param current what the value is by now
   */
  seen(key: string, current: Value, ...observations: readonly [Observation, ...Observation[]]): Value {
    const unseen = this.firstUnseen(this.unsettled(key), observations);
    return unseen ? unseen.before : current;
  }

  /** The keys of which a reader does not see the current value now, with the values that it sees. */
  outdated(reader: string): ReadonlyMap<string, Value> {
    const observation = { reader, at: this.clock.nowMillis() };
    const found = new Map<string, Value>();
    for (const key of [...this.changes.keys()]) {
      const unseen = this.firstUnseen(this.unsettled(key), [observation]);
      if (unseen) {
        found.set(key, unseen.before);
      }
    }
    return found;
  }

  /** Whether everybody sees the current value of a key. */
  isSettled(key: string): boolean {
    return this.unsettled(key).length === 0;
  }

  private forgetSettled(): void {
    for (const key of [...this.changes.keys()]) {
      if (this.unsettled(key).length > 0) {
        return;
      }
    }
  }

  /** Changes that have not reached everybody. Where the clock was set back behind a change, it is visible at once. */
  private unsettled(key: string): readonly Change<Value>[] {
    const all = this.changes.get(key);
    if (!all) {
      return [];
    }
    const now = this.clock.nowMillis();
    const left = all.filter(({ at }) => at <= now && now < at + this.delays.longestMillis);
    if (left.length === 0) {
      this.changes.delete(key);
    } else if (left.length < all.length) {
      this.changes.set(key, left);
    }
    return left;
  }

  /** The first one that nobody who looks has seen: none after it has been seen either. */
  private firstUnseen(
    changes: readonly Change<Value>[],
    observations: readonly Observation[],
  ): Change<Value> | undefined {
    const arrivals = new Map<Observation, number>();
    for (const change of changes) {
      for (const observation of observations) {
        const before = arrivals.get(observation) ?? change.at;
        arrivals.set(observation, Math.max(before, this.arrivalAlone(change, observation.reader)));
      }
      if (observations.every((observation) => observation.at < (arrivals.get(observation) ?? 0))) {
        return change;
      }
    }
    return undefined;
  }

  /** When the last of these changes reaches a reader: not before the others do. */
  private arrival(changes: readonly Change<Value>[], reader: string): number {
    return Math.max(...changes.map((change) => this.arrivalAlone(change, reader)));
  }

  private arrivalAlone({ ordinal, at }: Change<Value>, reader: string): number {
    return at + this.delays.millisOf(ordinal, reader);
  }
}
