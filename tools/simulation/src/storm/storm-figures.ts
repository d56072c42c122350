import { awsConnectIntervalMillis } from '../../../../apps/edge-agent/src/connection/connect-pacing';
import { quotaFloor, type CallsOfDevice, type QuotaFloor } from './quota-floor';
import { bootMillis, sweepPace, type ScenarioName } from './scenarios';
import type { Storm } from './storm';

/** How one storm has gone. Times are seconds from its begin. */
export interface StormFigures {
  readonly scenario: ScenarioName;
  readonly devices: number;
  /** No schedule could be done sooner. */
  readonly floor: QuotaFloor;
  /** When so many percent of the devices were done, from 0 to 100. */
  readonly curve: readonly number[];
  readonly connectsPerDevice: number;
  /** Devices without a certificate in force, or whose agent has ended. */
  readonly inNeed: number;
  /** Proofs that Lambda gave up: they are in the queue of failures. */
  readonly lostProofs: number;
}

export function figuresOf(
  storm: Storm,
  scenario: ScenarioName,
  { began, needs }: { readonly began: number; readonly needs: CallsOfDevice },
): StormFigures {
  const devices = storm.devices.length;
  const seconds = storm.arrivals.map((at) => (at - began) / 1_000).sort((one, other) => one - other);
  const curve = Array.from({ length: 101 }, (_, percent) =>
    Number((seconds[Math.ceil((percent / 100) * devices) - 1] ?? 0).toFixed(1)),
  );
  return {
    scenario,
    devices,
    floor: stormFloor(scenario, needs, devices),
    curve,
    connectsPerDevice: Number((storm.connectsWhenOver / devices).toFixed(1)),
    inNeed: storm.inNeed().length,
    lostProofs: storm.cloud.functions.lostProofs,
  };
}

/** By the quotas, or by when the last device can begin. */
export function stormFloor(scenario: ScenarioName, needs: CallsOfDevice, devices: number): QuotaFloor {
  const quota = quotaFloor(needs, devices);
  const begin = lastBegin(scenario, devices);
  return quota.seconds >= begin.seconds ? quota : begin;
}

function lastBegin(scenario: ScenarioName, devices: number): QuotaFloor {
  const boot = bootMillis / 1_000;
  switch (scenario) {
    case 'factory':
      return { scarcest: 'boot', seconds: boot };
    case 'region':
    case 'return':
      // Who has booted does not know when it sent its latest CONNECT.
      return { scarcest: 'boot', seconds: boot + awsConnectIntervalMillis / 1_000 };
    case 'due':
      return { scarcest: 'warningsPerSecond', seconds: devices / sweepPace.warningsPerSecond };
  }
}
