import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bundleFiles,
  claimClientId,
  claimClientIdBytes,
  confirmationTopic,
  fleetNames,
  formatEndpoint,
  type Endpoint,
} from '@fleet/fleet-contract';
import { unpackDeviceBundle } from '@fleet/device-folder';
import type { BenchFleet } from '../cloud/bench-fleet';
import { measureProcess, type ProcessCost } from './measured-process';

export interface ContestResult {
  readonly agent: readonly ProcessCost[];
  /** The agent, with the options of Node.js that its service is started with. */
  readonly service: readonly ProcessCost[];
  readonly sdk: readonly ProcessCost[];
}

export interface Contest {
  /** Begins the serial numbers. */
  readonly name: string;
  /** Where the devices find the broker. */
  readonly endpoint: Endpoint;
  readonly runs: number;
  /** Folder of the built benchmark. */
  readonly built: string;
  readonly onRound: (round: number) => void;
}

interface Device {
  readonly serial: string;
  readonly folder: string;
}

/**
 * Has the agent and a program with AWS's device SDK provision a new device each, in turns, so that what the
 * machine does besides hits both alike. The first round warms hook and disk up and does not count.
 */
export async function runContest(fleet: BenchFleet, contest: Contest): Promise<ContestResult> {
  const { name, runs, built, onRound } = contest;
  const agent: ProcessCost[] = [];
  const service: ProcessCost[] = [];
  const sdk: ProcessCost[] = [];
  for (let round = 0; round <= runs; round += 1) {
    const agentDevice = await makeDevice(fleet, contest, `${name}-agent-${round}`);
    const serviceDevice = await makeDevice(fleet, contest, `${name}-service-${round}`);
    const sdkDevice = await makeDevice(fleet, contest, `${name}-sdk-${round}`);
    const agentCost = await measureProcess(agentProgram(agentDevice), built);
    const serviceCost = await measureProcess(['--use-openssl-ca', ...agentProgram(serviceDevice)], built);
    const sdkCost = await measureProcess(sdkProgram(fleet, contest, sdkDevice), built);
    if (round > 0) {
      agent.push(agentCost);
      service.push(serviceCost);
      sdk.push(sdkCost);
    }
    onRound(round);
  }
  return { agent, service, sdk };
}

async function makeDevice(fleet: BenchFleet, { endpoint }: Contest, serial: string): Promise<Device> {
  const folder = join(fleet.devices, serial);
  await unpackDeviceBundle(fleet.bundle, folder, serial);
  const file = join(folder, bundleFiles.config);
  const config: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...Object(config), endpoint: formatEndpoint(endpoint) }));
  return { serial, folder };
}

function agentProgram({ folder }: Device): string[] {
  return [join(folder, bundleFiles.agent), 'provision', '--json'];
}

function sdkProgram(fleet: BenchFleet, { endpoint, built }: Contest, { serial, folder }: Device): string[] {
  return [
    join(built, 'contest', 'sdk-device.js'),
    ...[endpoint.host, String(endpoint.port)],
    ...[fleetNames(fleet.resourceTag).provisioningTemplate, serial, fleet.model],
    ...[claimClientId(randomBytes(claimClientIdBytes)), confirmationTopic(serial)],
    ...[bundleFiles.rootCa, bundleFiles.claimCertificate, bundleFiles.claimPrivateKey].map((file) =>
      join(folder, file),
    ),
  ];
}
