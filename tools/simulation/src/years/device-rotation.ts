import { RequestRejectedError } from '@fleet/provisioning-protocol';
import { IdentitiesRefusedError } from '../../../../apps/edge-agent/src/provisioning/own-identities';
import { isCloudRefusal, RetryPolicy } from '../../../../apps/edge-agent/src/provisioning/retry-policy';
import { ageOf } from '../../../../apps/edge-agent/src/rotation/certificate-age';
import { RotationSchedule } from '../../../../apps/edge-agent/src/rotation/rotation-schedule';
import type { RotationReason } from '../../../../apps/edge-agent/src/rotation/rotation-reason';
import { isLetIn } from '../cloud/cloud-state';
import { candidates, connectedWith, deviceRotates, type Exchange } from '../world/device-events';
import { serial, type HeldIdentity } from '../world/world';
import { dayMillis, hourMillis, minuteMillis, type Life } from './life';
import type { Appointment } from './timeline';

/** The agent carries out an order that reaches a whole fleet within so much time. */
const spreadMillis = minuteMillis;
const checkEveryMillis = 6 * hourMillis;
/** An identity was given its token when it was issued, for an hour. */
const tokenMillis = hourMillis;

/** When a device rotates, by the rules of the agent: on a warning, by its calendar, or to end what was interrupted. */
export class DeviceRotation {
  private readonly schedule;
  private readonly retries;
  private check: Appointment | undefined;
  /** It was to begin while the device was not connected. */
  private isLate = false;

  /** @param connects with the successor */
  constructor(
    private readonly life: Life,
    private readonly connects: () => void,
    private readonly exchange: () => Exchange,
  ) {
    const { random, world } = life;
    const timing = {
      now: () => life.now,
      elapsed: () => life.now,
      sinceBoot: () => ({ boot: 'first', millis: life.now }),
      random: () => random.next(),
      // What is to happen later is planned on the timeline.
      sleep: () => Promise.reject(new Error('The simulated agent never sleeps')),
    };
    this.schedule = new RotationSchedule(timing, spreadMillis);
    this.retries = new RetryPolicy(timing, () =>
      world.device.identities.some(({ state }) => state === 'proven'),
    );
  }

  order(by: RotationReason): void {
    const delay = this.schedule.order(by);
    if (delay !== undefined) {
      this.begin(delay);
    }
  }

  /** A connection carries the device. */
  connected(identity: HeldIdentity): void {
    const { world, timeline } = this.life;
    if (this.isLate) {
      this.isLate = false;
      this.begin(1_000);
    }
    const isInterrupted = world.device.identities.some(
      (each) =>
        each !== identity &&
        each.purpose === 'rotate' &&
        each.state !== 'proven' &&
        (each.state === 'registered' || each.tokenUntil >= world.now),
    );
    if (isInterrupted) {
      this.order('interrupted');
    }
    if (this.check !== undefined) {
      timeline.cancel(this.check);
    }
    this.planCheck(identity, this.overdueAt(identity));
  }

  /** On the day of its calendar, and every six hours from then on. */
  private planCheck(identity: HeldIdentity, at: number): void {
    const inMillis = Math.max(minuteMillis, at - this.life.now);
    this.check = this.life.plan(inMillis, 'the device looks at its calendar', () => {
      if (connectedWith(this.life.world) === identity) {
        this.order('due');
        this.planCheck(identity, this.life.now + checkEveryMillis);
      }
    });
  }

  private overdueAt({ tokenUntil }: HeldIdentity): number {
    const { days } = this.life;
    const issued = new Date(Date.parse(tokenUntil) - tokenMillis);
    const age = ageOf({ issued, received: issued, now: new Date(this.life.now) });
    const left = days.rotationDays + Math.ceil(days.graceDays / 2) - age.days;
    return left <= 0 ? this.life.now : Math.floor(this.life.now / dayMillis + left) * dayMillis;
  }

  private begin(delay: number): void {
    this.life.plan(delay, 'the device rotates', () => {
      if (connectedWith(this.life.world) === undefined) {
        this.isLate = true;
        return Promise.resolve();
      }
      return this.rotates();
    });
  }

  private async rotates(): Promise<void> {
    const { world, simulated } = this.life;
    const before = world.device.current;
    const waiting = this.successor();
    if (waiting !== undefined && isLetIn(world, waiting.certificateId, serial)) {
      this.connects();
      this.end('answered', before);
      return;
    }
    if (waiting !== undefined && waiting.tokenUntil < world.now) {
      // Refused where its predecessor is let in, and that for long enough.
      world.device.identities = world.device.identities.filter((each) => each !== waiting);
    }
    const exchange = this.exchange();
    try {
      await deviceRotates(simulated, exchange);
      if (exchange === 'answered' && this.successor()?.state === 'registered') {
        this.connects();
      }
    } finally {
      this.end(exchange, before);
    }
  }

  /** One that waits to be tried, newest first. */
  private successor(): HeldIdentity | undefined {
    const { world } = this.life;
    return candidates(world).find(
      ({ state, certificateId }) => state !== 'proven' && certificateId !== world.device.current,
    );
  }

  private end(exchange: Exchange, before: string | undefined): void {
    const now = connectedWith(this.life.world);
    if (now?.state === 'proven' && now.certificateId !== before) {
      this.retries.reset();
      this.schedule.succeed(serial, now.certificateId);
      return;
    }
    const failure = this.failureOf(exchange);
    const wait = this.retries.waitAfter(failure) ?? dayMillis;
    const { nextTryInSeconds } = this.schedule.fail(failure.message, isCloudRefusal(failure), wait);
    if (nextTryInSeconds !== undefined) {
      this.begin(nextTryInSeconds * 1_000);
    }
  }

  private failureOf(exchange: Exchange): Error {
    if (exchange !== 'answered' || connectedWith(this.life.world) === undefined) {
      return new Error('No answer has come');
    }
    return this.successor()?.state === 'registered'
      ? new IdentitiesRefusedError('The successor is not let in')
      : new RequestRejectedError('RegisterThing', {
          statusCode: 403,
          errorCode: 'AccessDenied',
          errorMessage: 'The hook has refused',
        });
  }
}
