import { agendaAt, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { delivers, loses, proofEventOf } from '../world/cloud-events';
import { isTakenForLost, type Message } from '../world/world';
import { dueAt } from './due-things';
import { dayMillis, hourMillis, minuteMillis, type Life } from './life';
import { QuietSweeps } from './quiet-sweeps';
import type { Appointment } from './timeline';

/** What the cloud does by itself: it brings messages, and sweeps every day. */
export class CloudLife {
  private readonly underWay = new WeakSet<Message>();
  private sweep: Appointment | undefined;
  /** What the next sweep was planned by. */
  private seen: readonly (DeviceRecord | string | undefined)[] = [];

  private readonly quietSweeps: QuietSweeps;

  /** @param passedOver how many sweeps at the most, one after the other, where they do what the one before did */
  constructor(
    private readonly life: Life,
    passedOver: number,
  ) {
    this.quietSweeps = new QuietSweeps(life, passedOver);
  }

  follow(): void {
    for (const message of this.life.world.messages) {
      this.bring(message);
    }
    const { records, things } = this.life.world;
    const seen = [...records, ...things.map(({ attributes }) => attributes[thingAttributes.certIssuance])];
    if (this.sweep === undefined || seen.some((each, index) => each !== this.seen[index])) {
      this.seen = seen;
      this.planSweep();
    }
  }

  private bring(message: Message): void {
    if (this.underWay.has(message)) {
      return;
    }
    this.underWay.add(message);
    const { random, areFaulty, world, simulated } = this.life;
    const words = `the ${message.source} of a certificate`;
    if (areFaulty && random.happens(0.02) && !isTakenForLost(world, message.principal)) {
      this.life.plan(minuteMillis, `${words} is lost`, () => loses(simulated, message));
      return;
    }
    const late =
      areFaulty && random.happens(0.02)
        ? 5 * dayMillis
        : (message.failures + (message.source === 'arrival' ? 1 : 0)) * minuteMillis + 5_000;
    const arrives = () =>
      world.messages.includes(message) ? delivers(simulated, message) : Promise.resolve();
    this.life.plan(random.between(100, late), `${words} arrives`, arrives, true);
    if (areFaulty && random.happens(0.05)) {
      this.life.plan(random.between(100, dayMillis), `${words} arrives once more`, () => {
        return message.source === 'arrival' ? undefined : simulated.fleet.proof(proofEventOf(message));
      });
    }
  }

  /** On the next day on which there is something to do: a sweep of any other day finds nothing. */
  private planSweep(): void {
    const at = this.nextSweep();
    if (this.sweep?.at === at) {
      return;
    }
    if (this.sweep !== undefined) {
      this.life.timeline.cancel(this.sweep);
    }
    const { random, areFaulty } = this.life;
    this.sweep = this.life.timeline.plan({
      at,
      words: 'the daily sweep',
      mayStop: true,
      happens: () => {
        this.sweep = undefined;
        if (areFaulty && random.happens(0.01)) {
          return Promise.resolve();
        }
        return this.sweeps(at);
      },
    });
  }

  private sweeps(at: number): Promise<void> {
    const { random, areFaulty } = this.life;
    const late = areFaulty && random.happens(0.02) ? random.whole(1, 4) * dayMillis : 0;
    return this.quietSweeps.sweep(at, at - late);
  }

  private nextSweep(): number {
    const { world, now, days } = this.life;
    const morning = Math.floor((now - 3 * hourMillis) / dayMillis + 1) * dayMillis + 3 * hourMillis;
    const chores = world.records.map((record) => Date.parse(agendaAt(record, days) ?? '9999-01-01'));
    const soonest = Math.min(...chores, ...world.things.map((thing) => dueAt(this.life, thing)));
    const first = Math.ceil((soonest - 3 * hourMillis) / dayMillis) * dayMillis + 3 * hourMillis;
    // Never further away than a year, as somebody may change what it hangs on.
    return Math.max(morning, Math.min(first, morning + 365 * dayMillis));
  }
}
