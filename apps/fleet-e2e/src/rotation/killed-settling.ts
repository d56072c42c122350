import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { waitTimeoutMillis } from '@fleet/eventually';
import type { Circumstances, KilledCensus } from './killed-census';
import type { KilledCloud } from './killed-cloud';
import { isGreeting, type KilledDevice } from './killed-device';
import type { KilledDeviceCheck, Settled } from './killed-device-check';

const minute = 60_000;

/**
 * Time that passes, each followed by a sweep, until all is well: the lease of a sweep that was killed ends after
 * sixteen minutes, a token after an hour, and the rest is the next days'.
 */
const steps = [20 * minute, 61 * minute, 1_440 * minute, 1_440 * minute] as const;

/**
 * When no agent has said a word for so long, nothing more is likely to happen before time passes. Where no more time
 * is to pass, the test is patient.
 */
const quietMillis = 1_500;
const lookMillis = 80;
/** The last events of a device, for the search for its fault. */
const lastWords = 25;

/** What came before, as far as it bears on what is pending afterwards. */
export type Kills = Omit<Circumstances, 'now'>;

/** Brings devices to rest after they, their cloud or its monitor were killed. */
export class KilledSettling {
  /** How often each step was needed. */
  readonly taken: number[] = steps.map(() => 0);

  constructor(
    private readonly cloud: KilledCloud,
    private readonly check: KilledDeviceCheck,
    private readonly census: KilledCensus,
  ) {}

  /** @returns why a device is not what it must be, for each that is not, however much time passes */
  async settle(devices: readonly KilledDevice[], after: Kills): Promise<ReadonlyMap<KilledDevice, string>> {
    let unsettled = await this.wait(devices, after);
    for (const [index, step] of steps.entries()) {
      if (unsettled.size === 0) {
        break;
      }
      this.taken[index] = (this.taken[index] ?? 0) + 1;
      await this.cloud.passTime(step);
      await Promise.all([...unsettled.keys()].map((device) => device.restartIfPausing()));
      await this.cloud.orderSweep();
      const last = index === steps.length - 1;
      unsettled = await this.wait(devices, after, last ? waitTimeoutMillis : quietMillis);
    }
    return new Map([...unsettled].map(([device, why]) => [device, `${why}\n${wordsOf(device)}`]));
  }

  /** Waits until all are settled at one time. Returns those that are not in the end, and why. */
  async wait(
    devices: readonly KilledDevice[],
    after: Kills,
    silenceMillis = quietMillis,
  ): Promise<ReadonlyMap<KilledDevice, string>> {
    const begun = performance.now();
    for (;;) {
      const unsettled = await this.look(devices, after);
      const lastWord = Math.max(begun, ...[...unsettled.keys()].map((device) => device.lastWord));
      if (unsettled.size === 0 || performance.now() - lastWord > silenceMillis) {
        return unsettled;
      }
      await setTimeout(lookMillis);
    }
  }

  private async look(
    devices: readonly KilledDevice[],
    after: Kills,
  ): Promise<ReadonlyMap<KilledDevice, string>> {
    const unsettled = new Map<KilledDevice, string>();
    const settled: Settled[] = [];
    const because = (devices: readonly KilledDevice[], error: unknown) => {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      for (const device of devices) {
        unsettled.set(device, why);
      }
    };
    await Promise.all(
      devices.map((device) =>
        this.check.settled(device).then(
          (device) => settled.push(device),
          (error: unknown) => because([device], error),
        ),
      ),
    );
    if (unsettled.size > 0) {
      return unsettled;
    }
    const circumstances = { ...after, now: this.cloud.now() };
    await this.census.expect(settled, circumstances).catch((error: unknown) => because(devices, error));
    return unsettled;
  }
}

/** What a device has printed last: why it pauses, where it does. */
export function wordsOf({ events: all }: KilledDevice): string {
  const events = all
    .filter((each) => !isGreeting(each))
    .map(({ event, at, certificateId, reason }) =>
      [(at / 1000).toFixed(1), event, certificateId?.slice(0, 8), reason]
        .filter((word) => word !== undefined)
        .join(' '),
    );
  return events.slice(-lastWords).join('\n');
}
