import { formatCertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import type { FleetDays } from '../cloud/fleet-functions';
import { recordOf, thingOf } from '../cloud/cloud-state';
import { isProven } from '../explore/properties';
import { operatorPermits, operatorUnblocks } from '../world/cloud-events';
import { holds, otherSerial, serial, type World } from '../world/world';
import { comesFromOlderStack } from './adopted-life';
import { CloudLife } from './cloud-life';
import { DeviceLife } from './device-life';
import { dayMillis, hourMillis, Life } from './life';
import { NeighbourLife } from './neighbour-life';
import { mostPassedOver } from './quiet-sweeps';
import { Random } from './random';
import { mayBeRemoved } from './removed-life';
import { planDeploys, planOperator, planThief } from './strangers-life';

export interface HistoryEnd {
  readonly years: number;
  readonly events: number;
  /** Whether an operator had to permit the device to provision anew, after a theft or a warning that it let pass. */
  readonly neededPermit: boolean;
  readonly world: World;
}

const daysOfYear = 365.25;
/** Of the histories, in which an operator takes the device for scrapped. */
const shareRemoved = 0.1;

/**
 * Plays one history: years with faults, and then time without any, in which everything has to recover.
 * @param passedOver how many sweeps at the most are passed over in a row: it changes nothing but what it costs
 * @throws BrokenPromiseError
 */
export async function playHistory(seed: string, passedOver = mostPassedOver): Promise<HistoryEnd> {
  const random = new Random(`${seed} fleet`);
  const days: FleetDays = {
    rotationDays: random.of([90, 180, 360]),
    graceDays: random.of([1, 5, 14]),
    retainDays: random.of([1, 30]),
  };
  const years = random.whole(2, 10);
  const life = new Life(seed, days);
  if (random.happens(0.2)) {
    comesFromOlderStack(life);
  }
  const device = new DeviceLife(life);
  const cloud = new CloudLife(life, passedOver);
  mayBeRemoved(life, shareRemoved);
  const follow = () => {
    device.follow();
    cloud.follow();
  };
  const hasThief = random.happens(0.3);
  if (hasThief) {
    planThief(life);
  }
  const hasNeighbour = random.happens(0.3);
  if (hasNeighbour) {
    NeighbourLife.begin(life);
  }
  if (random.happens(0.3)) {
    planOperator(life);
  }
  if (random.happens(0.3)) {
    planDeploys(life);
  }
  follow();
  await life.go(life.now + years * daysOfYear * dayMillis, follow);
  const settling = new Settling(life, device, follow);
  const neededPermit = await settling.settle(hasThief || hasNeighbour);
  return { years, events: life.events, neededPermit, world: life.world };
}

/** Time without faults, at whose end all is as it should be. */
class Settling {
  constructor(
    private readonly life: Life,
    private readonly device: DeviceLife,
    private readonly follow: () => void,
  ) {}

  async settle(hadThief: boolean): Promise<boolean> {
    const { life } = this;
    life.areFaulty = false;
    this.device.isOnline = true;
    const wasHeard = life.world.history.heard !== undefined;
    for (const inDays of [1, 2]) {
      life.plan(inDays * dayMillis, 'the operator lifts whatever is in force', () => this.unblock());
    }
    this.follow();
    await this.days(8);
    const isBack = isProven(life.world);
    if (!isBack) {
      if (!hadThief && !wasHeard) {
        life.fail('A device that nobody harmed, and that let no warning pass, has to come back by itself.');
      }
      life.plan(hourMillis, 'the operator permits the device to provision anew', () =>
        operatorPermits(life.simulated, 'reprovision'),
      );
    }
    const { rotationDays, graceDays, retainDays } = life.days;
    await this.days(2 * (rotationDays + graceDays + retainDays) + 30);
    this.check();
    return !isBack;
  }

  private async unblock(): Promise<void> {
    if (recordOf(this.life.world, serial) !== undefined) {
      await operatorUnblocks(this.life.simulated);
    }
  }

  private async days(count: number): Promise<void> {
    await this.life.go(this.life.now + count * dayMillis, this.follow);
  }

  private check(): void {
    // Named with its type, so that the compiler knows that `fail` does not return.
    const life: Life = this.life;
    const { world } = life;
    const record = recordOf(world, serial);
    const current = record?.certificates.find(({ certificateId }) => certificateId === record.current);
    if (current === undefined || !holds(world, current.certificateId) || !isProven(world)) {
      life.fail('When all faults are over, a device has to be in force, and let in.');
    }
    const active = world.certificates.filter(
      ({ status, things }) => status === 'ACTIVE' && !things.includes(otherSerial),
    );
    const isYoung = life.now - Date.parse(current.issuedAt) < 3 * dayMillis;
    if (active.length !== 1 && !isYoung) {
      life.fail(`When all faults are over, one certificate has to be ACTIVE, and not ${active.length}.`);
    }
    const shown = thingOf(world, serial)?.attributes[thingAttributes.certIssuance];
    if (shown !== formatCertDate(new Date(current.issuedAt)) && !isYoung) {
      life.fail(
        `When all faults are over, the thing has to show the date of its certificate, and not ${shown ?? 'none'}.`,
      );
    }
  }
}
