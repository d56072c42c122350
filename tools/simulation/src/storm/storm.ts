import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alertsTopic, buildAlert, type FleetConfig } from '@fleet/fleet-contract';
import type { AgentEvent } from '../../../../apps/edge-agent/src/agent-event';
import { turnOf, turnOfAbsent } from '../../../../apps/rotation-lambda/src/devices/rotation-turn';
import { Random } from '../years/random';
import type { Throttling } from './storm-broker';
import { StormCloud } from './storm-cloud';
import { StormDevice } from './storm-device';
import { stormKeys } from './storm-keys';
import type { Quotas } from './storm-rates';
import { VirtualTime } from './virtual-time';
import { keepTimersIn } from './virtual-timers';

export interface StormOptions {
  readonly devices: number;
  readonly quotas: Quotas;
  readonly throttling: Throttling;
  readonly seed: string;
  /** Where the disks of the devices are: a file system in memory, where there is one. */
  readonly disks: string;
  readonly config?: Partial<FleetConfig>;
}

/** What every device has to come to. */
export type Milestone = 'confirmed' | 'rotated';

/** Very many devices and their cloud, on a time of their own. */
export class Storm {
  readonly devices: readonly StormDevice[];
  /** How often each event was reported. */
  readonly events = new Map<string, number>();
  /** CONNECTs of the storm that was over last, until then. */
  connectsWhenOver = 0;
  private awaited: Milestone = 'confirmed';
  private readonly reached = new Map<string, number>();

  private constructor(
    readonly time: VirtualTime,
    readonly cloud: StormCloud,
    private readonly random: Random,
    private readonly folder: string,
    private readonly giveTimersBack: () => void,
    private readonly quotas: Quotas,
    count: number,
  ) {
    const parts = {
      time,
      cloud,
      folder,
      keys: stormKeys(),
      random: () => random.next(),
      onEvent: (serial: string, { event }: AgentEvent) => this.note(serial, event),
    };
    this.devices = Array.from({ length: count }, (_, index) => new StormDevice(`device-${index + 1}`, parts));
  }

  static async open({ devices, seed, disks, quotas, ...options }: StormOptions): Promise<Storm> {
    const folder = mkdtempSync(join(disks, 'storm-'));
    const random = new Random(seed);
    const time = new VirtualTime(Date.parse('2026-01-05T08:00:00Z'));
    const cloud = await StormCloud.open({ ...options, time, folder, random: () => random.next() });
    return new Storm(time, cloud, random, folder, keepTimersIn(time), quotas, devices);
  }

  /** The quotas that the storm is about. */
  holdQuotas(): void {
    this.cloud.rates.hold(this.quotas);
  }

  liftQuotas(): void {
    this.cloud.rates.hold('none');
  }

  /** Begins to count: what is done from now on, and by whom. */
  begin(awaited: Milestone): void {
    this.awaited = awaited;
    this.reached.clear();
    this.events.clear();
    this.cloud.counts.clear();
    this.cloud.broker.connects = 0;
    this.cloud.functions.lostProofs = 0;
  }

  /** When each device has come to it, in milliseconds of the storm's time. */
  get arrivals(): readonly number[] {
    return [...this.reached.values()];
  }

  /** Switches all devices on, each within so long. */
  switchOn(withinMillis: number): void {
    for (const device of this.devices) {
      this.time.after(this.random.next() * withinMillis, () => device.switchOn());
    }
  }

  switchOff(): void {
    this.devices.forEach((device) => device.switchOff());
  }

  /** Warns one device after the other, as the sweep does. */
  warnAll(): void {
    const { config, broker } = this.cloud;
    this.devices.forEach(({ serial }, place) => {
      const warning = buildAlert('rotate_cert', turnOf({ place }, config));
      this.time.after((place / config.warningsPerSecond) * 1_000, () =>
        broker.publish(serial, alertsTopic(serial), warning),
      );
    });
  }

  /** Notes that all are due, each with its turn, as the sweep does of those that are away. */
  async noteAllDue(): Promise<void> {
    const { records, functions, config } = this.cloud;
    const at = this.time.now();
    for (const [place, { serial, current }] of [...records.records.values()].entries()) {
      if (current !== undefined) {
        const turnSeconds = turnOfAbsent({ place }, config);
        await functions.registry.noteDue(serial, current, { dueFrom: at, at, turnSeconds });
      }
    }
  }

  /** Whether all have come to it, and all the cloud has to do for them is done. */
  isOver(): boolean {
    return this.reached.size === this.devices.length;
  }

  async untilOver(): Promise<void> {
    await this.time.runUntil(() => this.isOver());
    this.connectsWhenOver = this.cloud.broker.connects;
  }

  async pass(millis: number): Promise<void> {
    let over = false;
    this.time.after(millis, () => (over = true));
    await this.time.runUntil(() => over);
  }

  /** Those that an operator has to look at: without a certificate in force, or that stopped. */
  inNeed(): readonly string[] {
    return this.devices.flatMap(({ serial, failure }) => {
      const current = this.cloud.records.records.get(serial)?.current;
      return failure === undefined && current !== undefined ? [] : [serial];
    });
  }

  close(): void {
    this.giveTimersBack();
    this.cloud.close();
    rmSync(this.folder, { recursive: true });
  }

  private note(serial: string, event: string): void {
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
    if (event === this.awaited && !this.reached.has(serial)) {
      this.reached.set(serial, this.time.nowMillis());
    }
  }
}
