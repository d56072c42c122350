import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { localCloudDirectory } from '@fleet/local-endpoints';
import { deleteOldState } from './old-state';
import type { DemoOptions } from './options';

export const demoSerial = 'demo-0001';

/** Where this demo keeps its state, and what becomes of it. */
export interface Places {
  cloud: string;
  device: string;
  /** Removes what must not outlive the demo. */
  leave: () => Promise<void>;
}

/** @throws LocalCloudRunsError, ForeignFolderError when an old state cannot be deleted */
export async function choosePlaces(
  options: DemoOptions,
  environment: NodeJS.ProcessEnv,
  workspaceRoot: string,
): Promise<Places> {
  if (options.once) {
    const folder = await mkdtemp(join(tmpdir(), 'fleet-demo-'));
    const leave = () => rm(folder, { recursive: true, force: true });
    return { cloud: join(folder, 'cloud'), device: join(folder, 'devices', demoSerial), leave };
  }
  // Where every other command looks for local-cloud, and the devices beside that.
  const cloud = localCloudDirectory(environment, workspaceRoot);
  const device = join(dirname(cloud), 'devices', demoSerial);
  if (options.fresh) {
    await deleteOldState({ cloud, device });
  }
  return { cloud, device, leave: () => Promise.resolve() };
}
