import { Random } from './random';
import { Timeline, type Appointment } from './timeline';
import { always, type Property } from '../explore/properties';
import { Simulated } from '../world/simulated';
import { take } from '../world/take-event';
import { copyOf, newWorld, type World } from '../world/world';
import type { FleetDays } from '../cloud/fleet-functions';

export const minuteMillis = 60_000;
export const hourMillis = 60 * minuteMillis;
export const dayMillis = 24 * hourMillis;

/** A promise was broken in a history. */
export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError';

  constructor(
    promise: string,
    readonly seed: string,
    journal: readonly string[],
  ) {
    super(`${promise}\nIn the history ${seed}, whose last events were:\n${journal.join('\n')}`);
  }
}

const longestJournal = 60;
const begin = '2030-01-01T00:00:00.000Z';

/** One history: a world on virtual time, and the chance that decides what happens in it. */
export class Life {
  readonly random: Random;
  readonly timeline = new Timeline();
  readonly simulated: Simulated;
  events = 0;
  /** Until when there are faults. */
  areFaulty = true;
  /** Until when functions of an older release are at work beside those of today. */
  deploysUntil = 0;
  private journal: string[] = [];
  private lastChangeAt = 0;

  constructor(
    readonly seed: string,
    readonly days: FleetDays,
  ) {
    this.random = new Random(seed);
    this.simulated = new Simulated(newWorld(begin), days);
    this.simulated.faults.isThrottled = () => this.areFaulty && this.random.happens(0.002);
  }

  get world(): World {
    return this.simulated.world;
  }

  get now(): number {
    return Date.parse(this.world.now);
  }

  plan(inMillis: number, words: string, happens: Appointment['happens'], mayStop = false): Appointment {
    return this.timeline.plan({ at: this.now + inMillis, words, happens, mayStop });
  }

  fail(promise: string): never {
    throw new BrokenPromiseError(promise, this.seed, this.journal);
  }

  /** Lets happen what comes until then. @param after each event */
  async go(until: number, after: () => void): Promise<void> {
    for (let next = this.timeline.next(until); next !== undefined; next = this.timeline.next(until)) {
      await this.step(next);
      after();
    }
    this.world.now = new Date(until).toISOString();
  }

  private async step(appointment: Appointment): Promise<void> {
    const { words, happens, at, mayStop = false } = appointment;
    const before = copyOf(this.world);
    this.world.now = new Date(at).toISOString();
    this.simulated.stale = this.staleSince(before, at);
    this.simulated.isOlder = this.areFaulty && at < this.deploysUntil && this.random.happens(0.5);
    const stopAfter =
      mayStop && this.areFaulty && this.random.happens(0.03) ? this.random.whole(0, 4) : undefined;
    const stopped =
      (stopAfter === undefined ? '' : `, stopped after ${stopAfter} changes`) +
      (this.simulated.isOlder ? ', by functions of an older release' : '');
    this.journal.push(`${this.world.now.slice(0, 16)} ${words}${stopped}`);
    if (this.journal.length > longestJournal) {
      this.journal.shift();
    }
    this.events += 1;
    const writes = await take(this.simulated, { words, happens }, stopAfter);
    this.lastChangeAt = writes > 0 ? at : this.lastChangeAt;
    const broken = always.find(
      (property: Property) => !property.holds({ before, after: this.world, days: this.days }),
    );
    if (broken !== undefined) {
      this.fail(broken.words);
    }
  }

  /** AWS IoT may be some seconds behind, with all that it answers. */
  private staleSince(before: World, at: number): World | undefined {
    return this.areFaulty && at - this.lastChangeAt < 5_000 && this.random.happens(0.3) ? before : undefined;
  }
}
