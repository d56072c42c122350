import { isDue, readIssuance, formatCertDate } from '@fleet/cert-dates';
import { isLetIn } from '../cloud/cloud-state';
import { allSteps } from '../cloud/register-thing';
import { leave } from '../world/connecting';
import {
  candidates,
  carrierOf,
  connectedWith,
  deviceConnects,
  deviceProvisions,
  deviceRotates,
  type Exchange,
  type Proving,
} from '../world/device-events';
import { serial, type HeldIdentity } from '../world/world';
import { dayMillis, hourMillis, minuteMillis, type Life } from './life';

/** A device in the field: it stays connected as well as it can, and rotates when it is told to or by its calendar. */
export class DeviceLife {
  isOnline = true;
  private wasWarned = false;
  private hasPlans = false;
  private failures = 0;

  constructor(private readonly life: Life) {
    life.simulated.onWarning = () => {
      this.wasWarned = true;
    };
    this.planAbsence();
  }

  /** Plans its next step, unless it has one before it or has nothing to do. */
  follow(): void {
    const { random, world } = this.life;
    if (this.hasPlans || !this.isOnline) {
      return;
    }
    if (connectedWith(world) === undefined) {
      const backOff = Math.min(6 * hourMillis, minuteMillis * 2 ** this.failures);
      this.planStep(random.between(1_000, backOff), 'the device connects, or asks for a certificate', () =>
        this.connects(),
      );
    } else if (this.wantsToRotate()) {
      const backOff = Math.min(dayMillis, hourMillis * (1 + this.failures));
      this.planStep(random.between(minuteMillis, backOff), 'the device rotates', () => this.rotates());
    }
  }

  private planStep(inMillis: number, words: string, happens: () => Promise<void> | void): void {
    this.hasPlans = true;
    this.life.plan(inMillis, words, async () => {
      this.hasPlans = false;
      if (this.isOnline) {
        await happens();
      }
    });
  }

  private connects(): Promise<void> {
    const { world, simulated } = this.life;
    if (carrierOf(world) !== undefined) {
      this.connectsWithItsOwn();
      return Promise.resolve();
    }
    this.failures += 1;
    // More often than in the field: it comes about once or twice in a life.
    return deviceProvisions(simulated, this.exchange(0.4));
  }

  private connectsWithItsOwn(): void {
    const { world } = this.life;
    const before = world.device.current;
    deviceConnects(world, this.proving());
    if (before !== world.device.current) {
      this.wasWarned = false;
    }
    this.failures = 0;
  }

  private rotates(): Promise<void> {
    const { world, simulated } = this.life;
    if (connectedWith(world) === undefined) {
      return Promise.resolve();
    }
    const successor = candidates(world).find(
      ({ state, certificateId }) => state !== 'proven' && certificateId !== world.device.current,
    );
    if (successor !== undefined && isLetIn(world, successor.certificateId, serial)) {
      this.connectsWithItsOwn();
      return Promise.resolve();
    }
    this.failures += 1;
    if (successor !== undefined && successor.tokenUntil < world.now) {
      // Refused where its predecessor is let in, and that for long enough.
      this.abandon(successor);
    }
    return deviceRotates(simulated, this.exchange(0.1));
  }

  private abandon(identity: HeldIdentity): void {
    const { device } = this.life.world;
    device.identities = device.identities.filter((each) => each !== identity);
  }

  /** There is a successor already, or it was told to, or its calendar says so. */
  private wantsToRotate(): boolean {
    const { world, days } = this.life;
    const over = connectedWith(world);
    if (over === undefined) {
      return false;
    }
    const issuance = readIssuance(
      formatCertDate(new Date(over.tokenUntil)),
      formatCertDate(new Date(world.now)),
    );
    const today = formatCertDate(new Date(world.now));
    const hasSuccessor = world.device.identities.some(({ state }) => state === 'registered');
    return (
      this.wasWarned || hasSuccessor || isDue({ ...days, spreadDays: 0, issuance, thingName: serial, today })
    );
  }

  private planAbsence(): void {
    const { random } = this.life;
    this.life.plan(random.waiting(90 * dayMillis), 'the device leaves', () => {
      if (!this.life.areFaulty) {
        return;
      }
      leave(this.life.world, serial);
      this.isOnline = false;
      const mean = random.happens(0.1) ? 200 * dayMillis : random.happens(0.3) ? 10 * dayMillis : hourMillis;
      this.life.plan(random.waiting(mean), 'the device is back', () => {
        this.isOnline = true;
      });
      this.planAbsence();
    });
  }

  private exchange(faults: number): Exchange {
    const { random, areFaulty } = this.life;
    if (!areFaulty || !random.happens(faults)) {
      return 'answered';
    }
    return random.happens(0.5) ? 'answer-lost' : allSteps.filter(() => random.happens(0.5));
  }

  private proving(): Proving {
    const { random, areFaulty } = this.life;
    return !areFaulty || random.happens(0.9) ? 'acknowledged' : random.of(['unacknowledged', 'unconfirmed']);
  }
}
