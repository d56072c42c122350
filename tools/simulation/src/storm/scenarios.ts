import { parseFleetConfig } from '@fleet/fleet-contract';
import type { Storm } from './storm';

export const scenarioNames = ['factory', 'region', 'due'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const minute = 60_000;
const day = 24 * 60 * minute;

/** Devices boot within so long of the moment at which they get power. */
export const bootMillis = minute / 2;

/** How fast a sweep goes by default. */
export const sweepPace = parseFleetConfig({ models: ['model-1'] });

/** So long the cloud is busy for devices that are done: proofs, retirements, and Lambda's retries. */
const aftermathMillis = 10 * minute;

/** Brings a storm about, after those that were played before. @returns when it begins */
export const beginStorm: Readonly<Record<ScenarioName, (storm: Storm) => Promise<number>>> = {
  /** All devices of a lot are switched on, and provision. */
  factory: (storm) => {
    storm.begin('confirmed');
    storm.switchOn(bootMillis);
    return Promise.resolve(storm.time.nowMillis());
  },
  /** After an hour without power, all devices boot and connect. */
  region: async (storm) => {
    await outage(storm, 60 * minute);
    storm.begin('confirmed');
    storm.switchOn(bootMillis);
    return storm.time.nowMillis();
  },
  /** A year later all are due, and the sweep warns one after the other. */
  due: async (storm) => {
    await outage(storm, (storm.cloud.config.rotationDays + 1) * day);
    storm.begin('confirmed');
    storm.switchOn(bootMillis);
    await endStorm(storm);
    storm.begin('rotated');
    storm.warnAll();
    return storm.time.nowMillis();
  },
};

/** Waits until all devices are done, and the cloud is. */
export async function endStorm(storm: Storm): Promise<void> {
  await storm.untilOver();
  await waitForAftermath(storm);
}

export function waitForAftermath(storm: Storm): Promise<void> {
  return storm.pass(aftermathMillis);
}

async function outage(storm: Storm, millis: number): Promise<void> {
  storm.switchOff();
  storm.cloud.broker.losePower();
  await storm.pass(millis);
  storm.cloud.broker.regainPower();
}
