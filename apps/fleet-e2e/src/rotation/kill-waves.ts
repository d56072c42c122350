import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { until, waitTimeoutMillis } from '@fleet/eventually';
import { defined } from '@fleet/optional-members';
import type { Lots } from './kill-lots';
import { drawWavePlans, planInWords, type KillTarget, type Moment, type WavePlan } from './kill-plan';
import { markReached, measureWindows, type Watched, type WindowLengths } from './kill-windows';
import { KilledCensus } from './killed-census';
import { KilledCloud } from './killed-cloud';
import { KilledDevice } from './killed-device';
import { KilledDeviceCheck } from './killed-device-check';
import { KilledSettling, wordsOf } from './killed-settling';
import { SweepWatch, type SweepSeen } from './killed-sweep-watch';
import type { Rotating } from './rotating-fleet';

/** A device's rotation that was killed, and what has become of it. */
export interface Round {
  /** In words, so that somebody can repeat it. */
  readonly title: string;
  /** What was there to be killed. */
  readonly killed: readonly KillTarget[];
  readonly failure?: string;
}

/** So old that it is due whatever the cloud's day. */
const longAgo = '20180630';

const dayMillis = 86_400_000;
/** Lambda brings an event again a minute after the first failure, and two after the second. */
const retryMillis = 180_000;
/** The lease of a sweep ends when its function must have ended, with a minute to spare. */
const leaseMillis = 20 * 60_000;

/** When the fleet's schedule calls the monitor, every day. */
const sweepTime = 'T03:00:01Z';

export interface WaveOptions {
  readonly lots: Lots;
  /** Devices, each of which has a round in every wave. */
  readonly size: number;
}

/** Rotations of several devices of one cloud at once, each killed at a moment of its own. */
export class KillWaves {
  private readonly cloud: KilledCloud;
  private readonly sweeps: SweepWatch;
  private readonly check: KilledDeviceCheck;
  private readonly census: KilledCensus;
  readonly settling: KilledSettling;
  /** How often something was killed when its device had last printed this. */
  readonly killedAfter = new Map<string, number>();
  private devices: readonly KilledDevice[] = [];
  private made = 0;
  private waves = 0;
  private windows: WindowLengths = new Map();
  /** Of the waves to come. */
  private plans: WavePlan[] = [];

  private constructor(
    private readonly rotating: Rotating,
    private readonly options: WaveOptions,
  ) {
    this.cloud = new KilledCloud(rotating);
    this.sweeps = new SweepWatch(rotating());
    this.check = new KilledDeviceCheck(rotating());
    this.census = new KilledCensus(rotating());
    this.settling = new KilledSettling(this.cloud, this.check, this.census);
  }

  /**
   * Makes the devices and has them rotate undisturbed, to learn how long the windows of a rotation are. They end with
   * everything else of the fleet.
   */
  static async begin(rotating: Rotating, options: WaveOptions): Promise<KillWaves> {
    const waves = new KillWaves(rotating, options);
    rotating().resources.defer(() => waves.end());
    await waves.census.begin();
    await waves.cloud.passTime(0);
    await waves.fill();
    await waves.rehearse();
    return waves;
  }

  private async end(): Promise<void> {
    await this.cloud.available();
    await Promise.all(this.devices.map((device) => device.stop()));
    this.sweeps.close();
    this.check.close();
  }

  /** A round of each device. After a failure the next wave has other devices. */
  async run(): Promise<readonly Round[]> {
    const { lots, size } = this.options;
    if (this.plans.length === 0) {
      this.plans = [...drawWavePlans(lots, size)];
    }
    const plan = this.plans.pop() ?? { agents: [] };
    const bySchedule = lots.below(2) === 0;
    this.waves += 1;
    const since = this.cloud.now();
    await this.makeDue();
    const before = await this.sweeps.look();
    const killing = Promise.all(
      this.devices.map((device, index) => this.killAgent(plan.agents[index], this.watched(device, before))),
    );
    const killingShared = this.killShared(plan.shared, before);
    await this.sweep(bySchedule);
    const shared = await killingShared;
    if (shared.length > 0) {
      await this.recover(bySchedule);
    }
    const agents = await killing;
    const killed = new Map(
      this.devices.map(({ serial }, index) => [serial, [...(agents[index] ?? []), ...shared]]),
    );
    const kills = (serial: string) => killed.get(serial)?.length ?? 0;
    const failures = await this.settling.settle(this.devices, { since, kills });
    const sweep = `wave ${this.waves}, swept by ${bySchedule ? 'its schedule' : 'the operator'}`;
    const rounds = this.devices.map((device, index): Round => {
      const title = `${sweep}, ${device.serial}: ${planInWords(plan, index)}`;
      return defined({
        title,
        killed: killed.get(device.serial) ?? [],
        failure: failures.get(device),
      });
    });
    if (failures.size > 0) {
      await this.replaceAll();
    }
    return rounds;
  }

  private async sweep(bySchedule: boolean): Promise<void> {
    if (!bySchedule) {
      await this.cloud.orderSweep();
      return;
    }
    const now = this.cloud.now().getTime();
    const tomorrow = new Date(now + dayMillis).toISOString().slice(0, 10);
    await this.cloud.passTime(Date.parse(`${tomorrow}${sweepTime}`) - now);
  }

  /** Lambda brings the schedule's event again. The operator has to wait for the lease to end, and to repeat himself. */
  private async recover(bySchedule: boolean): Promise<void> {
    await this.cloud.available();
    await this.cloud.passTime(bySchedule ? retryMillis : leaseMillis);
    if (!bySchedule) {
      await this.cloud.orderSweep();
    }
  }

  private async killAgent(moment: Moment | undefined, watched: Watched): Promise<readonly KillTarget[]> {
    if (moment === undefined) {
      return [];
    }
    await this.reached(moment, watched);
    await watched.device.kill();
    return ['agent'];
  }

  private async killShared(plan: WavePlan['shared'], before: SweepSeen): Promise<readonly KillTarget[]> {
    const device = this.devices[plan?.device ?? 0];
    if (plan === undefined || device === undefined) {
      return [];
    }
    await this.reached(plan, this.watched(device, before));
    return plan.targets.filter((target) =>
      target === 'monitor' ? this.cloud.killMonitor() : this.cloud.kill(),
    );
  }

  private async reached({ after, fraction }: Moment, watched: Watched): Promise<void> {
    await markReached(watched, after);
    await setTimeout(fraction * (this.windows.get(after) ?? 0));
    const { event = 'nothing' } = watched.device.events.at(-1) ?? {};
    this.killedAfter.set(event, (this.killedAfter.get(event) ?? 0) + 1);
  }

  private watched(device: KilledDevice, before: SweepSeen): Watched {
    return { device, from: device.events.length, begun: performance.now(), sweeps: this.sweeps, before };
  }

  /** All are due, and the index of the fleet, which follows some seconds later, says so: the sweep looks there alone. */
  private async makeDue(): Promise<void> {
    const attributePayload = { attributes: { cert_issuance: longAgo }, merge: true };
    const { iot } = this.rotating();
    const queryString = `attributes.cert_issuance:${longAgo}`;
    await Promise.all(
      this.devices.map(({ serial }) => iot.updateThing({ thingName: serial, attributePayload })),
    );
    await until(async () => {
      const { things = [] } = await iot.searchIndex({ queryString, maxResults: 100 });
      const indexed = new Set(things.map(({ thingName }) => thingName));
      return this.devices.every(({ serial }) => indexed.has(serial));
    });
  }

  private async fill(): Promise<void> {
    const { fleet, resources } = this.rotating();
    const fresh: KilledDevice[] = [];
    while (this.devices.length + fresh.length < this.options.size) {
      this.made += 1;
      const serial = `killed-${this.made}`;
      const folder = await fleet.unpackBundle(serial);
      fresh.push(new KilledDevice(serial, folder, this.cloud.clockFile, resources));
    }
    this.devices = [...this.devices, ...fresh];
    await this.atRest();
  }

  private async atRest(): Promise<void> {
    const undisturbed = { since: this.cloud.now(), kills: () => 0 };
    const failures = await this.settling.wait(this.devices, undisturbed, waitTimeoutMillis);
    if (failures.size > 0) {
      const words = [...failures].map(
        ([device, why]) => `${device.serial} does not come to rest: ${why}\n${wordsOf(device)}`,
      );
      throw new Error(words.join('\n'));
    }
  }

  /** What a failure has left behind would be found in every further wave. */
  private async replaceAll(): Promise<void> {
    await Promise.all(this.devices.map((device) => device.stop()));
    this.devices = [];
    await this.census.begin();
    await this.fill();
  }

  private async rehearse(): Promise<void> {
    const [first] = this.devices;
    if (first === undefined) {
      return;
    }
    await this.makeDue();
    const before = await this.sweeps.look();
    const old = await this.rotating().certificateOf(first.serial);
    const measured = measureWindows(this.watched(first, before), async () => {
      await this.rotating().successorOf(first.serial, old);
    });
    await this.sweep(false);
    this.windows = await measured;
    await this.atRest();
  }
}
