import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  bundleFiles,
  claimClientId,
  claimClientIdBytes,
  confirmationTopic,
  fleetNames,
} from '@fleet/fleet-contract';
import { unpackDeviceBundle } from '@fleet/local-fleet';
import type { BenchFleet } from '../cloud/bench-fleet';
import { measureProcess, type ProcessCost } from './measured-process';

export interface ContestResult {
  readonly agent: readonly ProcessCost[];
  readonly sdk: readonly ProcessCost[];
}

/**
 * Has the agent and a program with AWS's device SDK provision a new device each, in turns, so that what the
 * machine does besides hits both alike. The first round warms hook and disk up and does not count.
 */
export async function runContest(
  fleet: BenchFleet,
  { runs, built, onRound }: { runs: number; built: string; onRound: (round: number) => void },
): Promise<ContestResult> {
  const agent: ProcessCost[] = [];
  const sdk: ProcessCost[] = [];
  for (let round = 0; round <= runs; round += 1) {
    const folders = [`agent-${round}`, `sdk-${round}`].map((serial) => ({
      serial,
      folder: join(fleet.devices, serial),
    }));
    for (const { folder, serial } of folders) await unpackDeviceBundle(fleet.bundle, folder, serial);
    const [agentDevice, sdkDevice] = folders;
    if (agentDevice === undefined || sdkDevice === undefined) continue;
    const costs = [
      await measureProcess(agentProgram(agentDevice.folder), built),
      await measureProcess(sdkProgram(fleet, sdkDevice, built), built),
    ] as const;
    if (round > 0) {
      agent.push(costs[0]);
      sdk.push(costs[1]);
    }
    onRound(round);
  }
  return { agent, sdk };
}

function agentProgram(folder: string): string[] {
  return [join(folder, bundleFiles.agent), 'provision', '--json'];
}

function sdkProgram(
  fleet: BenchFleet,
  { folder, serial }: { folder: string; serial: string },
  built: string,
): string[] {
  const { host, port } = fleet.cloud.endpoints.mqtt;
  return [
    join(built, 'contest', 'sdk-device.js'),
    ...[host, String(port), fleetNames(fleet.resourceTag).provisioningTemplate, serial, fleet.model],
    ...[claimClientId(randomBytes(claimClientIdBytes)), confirmationTopic(serial)],
    ...[bundleFiles.rootCa, bundleFiles.claimCertificate, bundleFiles.claimPrivateKey].map((file) =>
      join(folder, file),
    ),
  ];
}
