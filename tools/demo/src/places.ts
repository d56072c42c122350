import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoOptions } from './options';

export const demoSerial = 'demo-0001';

/** Where this demo keeps its state, and what becomes of it. */
export interface Places {
  cloud: string;
  device: string;
  /** Removes what must not outlive the demo. */
  leave: () => Promise<void>;
}

export async function choosePlaces(options: DemoOptions, workspaceRoot: string): Promise<Places> {
  if (options.once) {
    const folder = await mkdtemp(join(tmpdir(), 'fleet-demo-'));
    const leave = () => rm(folder, { recursive: true, force: true });
    return { cloud: join(folder, 'cloud'), device: join(folder, 'devices', demoSerial), leave };
  }
  const state = join(workspaceRoot, '.local');
  const cloud = join(state, 'cloud');
  const device = join(state, 'devices', demoSerial);
  if (options.fresh) {
    await rm(cloud, { recursive: true, force: true });
    await rm(device, { recursive: true, force: true });
  }
  return { cloud, device, leave: () => Promise.resolve() };
}
