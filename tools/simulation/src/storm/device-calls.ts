import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { CallsOfDevice } from './quota-floor';
import { beginStorm, endStorm, scenarioNames, type ScenarioName } from './scenarios';
import { Storm, type StormOptions } from './storm';

export type DeviceCalls = Readonly<Record<ScenarioName, CallsOfDevice>>;

const deviceCalls = z.record(z.enum(scenarioNames), z.record(z.string(), z.number()));

/** Where the calls of a device are kept, for the pages that are computed from them. */
export function deviceCallsFile(workspaceRoot: string): string {
  return join(workspaceRoot, 'tools', 'simulation', 'src', 'storm', 'device-calls.json');
}

export function readDeviceCalls(workspaceRoot: string): DeviceCalls {
  return deviceCalls.parse(JSON.parse(readFileSync(deviceCallsFile(workspaceRoot), 'utf8')));
}

/** Counts what one device makes AWS do in each storm, alone and where nothing is throttled. */
export async function countDeviceCalls(
  options: Omit<StormOptions, 'devices' | 'quotas'>,
): Promise<DeviceCalls> {
  const calls: Partial<Record<ScenarioName, CallsOfDevice>> = {};
  for (const scenario of scenarioNames) {
    const storm = await Storm.open({ ...options, devices: 1, quotas: 'none' });
    try {
      await beginStorm[scenario](storm);
      await endStorm(storm);
      calls[scenario] = storm.cloud.counts.all();
    } finally {
      storm.close();
    }
  }
  return deviceCalls.parse(calls);
}
