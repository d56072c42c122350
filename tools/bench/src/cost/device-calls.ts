import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const calls = z.record(z.string(), z.number());
const counted = z.object({ factory: calls, region: calls, due: calls });

/** What one device makes AWS do, each call and how often: counted over local-cloud, with the real functions. */
export interface DeviceCalls {
  readonly provisioning: Readonly<Record<string, number>>;
  readonly connection: Readonly<Record<string, number>>;
  readonly rotation: Readonly<Record<string, number>>;
}

export function readDeviceCalls(workspaceRoot: string): DeviceCalls {
  const file = join(workspaceRoot, 'tools', 'simulation', 'src', 'storm', 'device-calls.json');
  const { factory, region, due } = counted.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { provisioning: factory, connection: region, rotation: due };
}
