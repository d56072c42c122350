import { formatCertDate } from '@fleet/cert-dates';
import { certificateInForce, choresDue, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { recordOf, type CloudThing } from '../cloud/cloud-state';
import { sweeps } from '../world/cloud-events';
import { dueAt, searchesAt } from './due-things';
import { dayMillis, type Life } from './life';

/** After so many that were passed over, one is made again, whatever is to be expected of it. */
export const mostPassedOver = 15;

/** A sweep that has looked, and warned whoever is away, and has done nothing else. */
interface QuietSweep {
  /** The number of its event. */
  readonly event: number;
  readonly calls: number;
  readonly warnings: number;
  readonly passedOver: number;
}

/**
 * A device that is due and away is warned every day, which nobody hears; a certificate is kept for as long as its device
 * is connected. Where nothing has happened since such a sweep, and no day has come that somebody waits for, the next one
 * does the same: what it would draw is drawn, and it is passed over. Every sixteenth is made, and has to be what was
 * expected.
 */
export class QuietSweeps {
  private last: QuietSweep | undefined;

  /** @param most that are passed over in a row */
  constructor(
    private readonly life: Life,
    private readonly most: number,
  ) {}

  async sweep(at: number, scheduledTime: number): Promise<void> {
    const { random, simulated } = this.life;
    const expected = at === scheduledTime ? this.expected(at) : undefined;
    this.last = undefined;
    const mark = random.mark();
    const isTroubled = expected !== undefined && this.isTroubled(searchesAt(this.life, at) + expected.calls);
    if (expected !== undefined && !isTroubled && expected.passedOver < this.most) {
      simulated.faults.writes += expected.warnings;
      this.last = { ...expected, event: this.life.events, passedOver: expected.passedOver + 1 };
      return;
    }
    random.goBackTo(mark);
    const { told } = simulated;
    await sweeps(simulated, new Date(scheduledTime).toISOString());
    this.last = at === scheduledTime && simulated.told === told ? this.made(at) : undefined;
    const isSame = this.last?.warnings === expected?.warnings && this.last?.calls === expected?.calls;
    if (expected !== undefined && !isTroubled && !isSame) {
      this.life.fail('A sweep has to do what the one before did, where nothing has happened since.');
    }
  }

  /** What a sweep does, where nobody waits for this day, and the one before was the last event. */
  private expected(at: number): QuietSweep | undefined {
    const { life, last } = this;
    const follows = last?.event === life.events - 1;
    return follows && this.isUndisturbed() && !this.isAwaited(at) ? last : undefined;
  }

  private isUndisturbed(): boolean {
    const { faults, isOlder, stale } = this.life.simulated;
    return faults.writesLeft === undefined && !isOlder && stale === undefined;
  }

  /** Whether there is more to do on this day than on the one before, in a world that is the same. */
  private isAwaited(at: number): boolean {
    const { world } = this.life;
    return (
      world.things.some((each) => this.isThingAwaited(each, at)) ||
      world.records.some((each) => this.isRecordAwaited(each, at))
    );
  }

  /** Where a thing is due and connected, or was there for a warning, each day may bring more. */
  private isThingAwaited(thing: CloudThing, at: number): boolean {
    const { life } = this;
    const { thingName, attributes } = thing;
    const due = dueAt(life, thing);
    const issued = attributes[thingAttributes.certIssuance];
    const isOfToday = issued !== undefined && issued >= formatCertDate(new Date(at));
    const isConnected = life.world.connections.some(({ clientId }) => clientId === thingName);
    const warnedAt = certificateInForce(recordOf(life.world, thingName))?.warnedAt;
    return isOfToday || (due <= at && (due > at - dayMillis || isConnected || warnedAt !== undefined));
  }

  /** Of all chores, only one comes to nothing day after day: to retire what is kept while its device is connected. */
  private isRecordAwaited(record: DeviceRecord, at: number): boolean {
    const { days } = this.life;
    const yesterday = choresDue(record, days, new Date(at - dayMillis));
    const today = choresDue(record, days, new Date(at));
    return (
      today.length > yesterday.length ||
      today.some((chore) => chore.kind !== 'retire' || !chore.unlessConnected)
    );
  }

  /** Whether AWS throttles one of so many calls. */
  private isTroubled(calls: number): boolean {
    const { faults } = this.life.simulated;
    return Array.from({ length: calls }, () => faults.isThrottled()).includes(true);
  }

  /** The sweep that was just made, where it was a quiet one. */
  private made(at: number): QuietSweep | undefined {
    const { life } = this;
    const { calls, writes, failures } = life.simulated.faults;
    const count = (operation: string) => calls.filter((each) => each === operation).length;
    const warnings = count('PublishCommand');
    const searches = count('SearchIndexCommand');
    const looks = count('GetThingConnectivityDataCommand');
    const isQuiet =
      this.isUndisturbed() &&
      // What has failed now may succeed on the next day.
      failures === 0 &&
      writes === warnings &&
      searches === searchesAt(life, at) &&
      calls.length === warnings + searches + looks;
    return isQuiet ? { event: life.events, calls: warnings + looks, warnings, passedOver: 0 } : undefined;
  }
}
