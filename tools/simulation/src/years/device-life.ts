import { IdentitiesRefusedError } from '../../../../apps/edge-agent/src/provisioning/own-identities';
import { RetryPolicy } from '../../../../apps/edge-agent/src/provisioning/retry-policy';
import { allSteps } from '../cloud/register-thing';
import { leave } from '../world/connecting';
import {
  carrierOf,
  connectedWith,
  deviceConnects,
  deviceProvisions,
  type Exchange,
  type Proving,
} from '../world/device-events';
import { serial } from '../world/world';
import { DeviceMemory } from './device-memory';
import { DeviceRotation } from './device-rotation';
import { dayMillis, hourMillis, type Life } from './life';
import type { Appointment } from './timeline';

/** A device in the field: it stays connected as well as it can, and rotates, by the rules of the agent. */
export class DeviceLife {
  isOnline = true;
  private readonly rotation;
  private readonly memory;
  private readonly retries;
  private step: Appointment | undefined;
  /** Whether it waits for the time at which it may ask again: nobody lets it in, unless something changes. */
  private isPatient = false;

  constructor(private readonly life: Life) {
    const { random, world } = life;
    this.rotation = new DeviceRotation(
      life,
      () => this.connectsWithItsOwn(),
      () => this.exchange(0.1),
    );
    this.memory = new DeviceMemory(() => life.now, random);
    this.retries = new RetryPolicy({ elapsed: () => life.now, random: () => random.next() }, () =>
      world.device.identities.some(({ state }) => state === 'proven'),
    );
    life.simulated.onWarning = () => this.rotation.order('alert');
    this.planAbsence();
  }

  /** Plans its next step, unless it has one before it or has nothing to do. */
  follow(): void {
    const { world } = this.life;
    if (!this.isOnline || connectedWith(world) !== undefined) {
      return;
    }
    if (this.step === undefined) {
      this.planStep();
    } else if (this.isPatient && carrierOf(world) !== undefined) {
      // It tries its own ones every quarter of an hour: one of the next tries will be let in.
      this.life.timeline.cancel(this.step);
      this.planStep();
    }
  }

  private planStep(): void {
    const { world } = this.life;
    const wait = this.memory.requestWait();
    this.isPatient = carrierOf(world) === undefined && this.isRefusedForGood() && wait > 0;
    const retry = this.retries.waitAfter(new IdentitiesRefusedError('None is let in')) ?? dayMillis;
    const inMillis = this.isPatient ? wait : Math.max(1_000, retry);
    this.step = this.life.plan(inMillis, 'the device connects, or asks for a certificate', async () => {
      this.step = undefined;
      if (this.isOnline) {
        await this.connects();
      }
    });
  }

  private connects(): Promise<void> {
    const { world, simulated } = this.life;
    if (carrierOf(world) !== undefined) {
      this.connectsWithItsOwn();
      return Promise.resolve();
    }
    const own = this.own();
    this.memory.roundFailed(own);
    if (own.length > 0 && (!this.isRefusedForGood() || this.memory.requestWait() > 0)) {
      return Promise.resolve();
    }
    if (own.length > 0) {
      this.memory.requested();
    }
    // More often than in the field: it comes about once or twice in a life.
    return deviceProvisions(simulated, this.exchange(0.4));
  }

  /** Those that are at stake: what was never registered keeps no device from asking. */
  private own(): string[] {
    return this.life.world.device.identities.flatMap(({ certificateId, state }) =>
      state === 'issued' ? [] : [certificateId],
    );
  }

  private isRefusedForGood(): boolean {
    return this.memory.isRefusedForGood(this.own());
  }

  private connectsWithItsOwn(): void {
    const { world } = this.life;
    const proving = this.proving();
    deviceConnects(world, proving);
    const identity = connectedWith(world);
    if (identity === undefined) {
      return;
    }
    if (proving !== 'acknowledged') {
      // It is cut off.
      leave(world, serial);
      return;
    }
    this.retries.reset();
    this.memory.proven(this.own());
    this.rotation.connected(identity);
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
