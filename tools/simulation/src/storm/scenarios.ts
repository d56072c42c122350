import { parseFleetConfig } from '@fleet/fleet-contract';
import type { Milestone, Storm } from './storm';

export const scenarioNames = ['factory', 'region', 'due', 'return'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const minute = 60_000;
const day = 24 * 60 * minute;

/** Devices boot within so long of the moment at which they get power. */
export const bootMillis = minute / 2;

/** How fast a sweep goes by default. */
export const sweepPace = parseFleetConfig({ models: ['model-1'] });

/** So long the cloud is busy for devices that are done: proofs, retirements, and Lambda's retries. */
const aftermathMillis = 10 * minute;

/** Brings a storm about, on a fleet that is new or was in storms before. @returns when it begins */
export const beginStorm: Readonly<Record<ScenarioName, (storm: Storm) => Promise<number>>> = {
  /** All devices of a lot are switched on, and provision. */
  factory: (storm) => Promise.resolve(begin(storm, 'confirmed', () => storm.switchOn(bootMillis))),
  /** After an hour without power, all devices boot and connect. */
  region: async (storm) => {
    await beThere(storm);
    await outage(storm, 60 * minute);
    return begin(storm, 'confirmed', () => storm.switchOn(bootMillis));
  },
  /** A year later all are due, and the sweep warns one after the other. */
  due: async (storm) => {
    await beThere(storm);
    await outage(storm, (storm.cloud.config.rotationDays + 1) * day);
    await bootAll(storm);
    return begin(storm, 'rotated', () => storm.warnAll());
  },
  /** Power returns on the very day on which all are due: who connects is told what is left of its turn. */
  return: async (storm) => {
    await beThere(storm);
    await outage(storm, (storm.cloud.config.rotationDays + 1) * day);
    await storm.noteAllDue();
    return begin(storm, 'rotated', () => storm.switchOn(bootMillis));
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

function begin(storm: Storm, awaited: Milestone, bringAbout: () => void): number {
  storm.holdQuotas();
  storm.begin(awaited);
  bringAbout();
  return storm.time.nowMillis();
}

/** The storm finds all connected. */
async function beThere(storm: Storm): Promise<void> {
  if (storm.cloud.broker.connected < storm.devices.length) {
    await bootAll(storm);
  }
}

/** Without a quota that holds anybody up. */
async function bootAll(storm: Storm): Promise<void> {
  storm.liftQuotas();
  storm.begin('confirmed');
  storm.switchOn(bootMillis);
  await endStorm(storm);
}

async function outage(storm: Storm, millis: number): Promise<void> {
  storm.switchOff();
  storm.cloud.broker.losePower();
  await storm.pass(millis);
  storm.cloud.broker.regainPower();
}
