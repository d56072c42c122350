import { join } from 'node:path';
import { startAgent } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';

/** A device whose agent lets programs in. */
export interface SharingDevice {
  readonly serial: string;
  readonly folder: string;
  readonly socketPath: string;
}

/** Starts a cloud, and a device in it that listens. It ends with the resources. */
export async function startSharingDevice(resources: ResourceStack): Promise<SharingDevice> {
  const fleet = new DeployedFleet(await startDeployedCloud(resources));
  const serial = 'sharing-1';
  const folder = await fleet.unpackBundle(serial);
  const socketPath = join(folder, 'run', 'mqtt.sock');
  const agent = startAgent(folder, ['run', '--listen', `unix:${socketPath}`], { resources });
  await agent.line((line) => (line.includes('"listening"') ? true : undefined));
  return { serial, folder, socketPath };
}
