import assert from 'node:assert/strict';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { fleetNames } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import { defined } from '@fleet/optional-members';
import type { BenchFleet } from './bench-fleet';

/** One invocation, as Lambda's REPORT line has it. */
export interface HookTime {
  readonly durationMillis: number;
  /** Only where the invocation had to wait for a new environment. */
  readonly initMillis?: number;
}

/** Every invocation of the provision hook so far, out of its log group. */
export async function provisionHookTimes(fleet: BenchFleet): Promise<HookTime[]> {
  const logs = new CloudWatchLogs(sdkSettings(fleet.cloud.endpoints));
  const logGroupName = `/aws/lambda/${fleetNames(fleet.resourceTag).provisionHook}`;
  const times: HookTime[] = [];
  try {
    let nextToken: string | undefined;
    do {
      const page = await logs.filterLogEvents({ logGroupName, nextToken });
      for (const { message } of page.events ?? []) {
        assert(message !== undefined, 'What a function logs has a text');
        times.push(...reportIn(message));
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return times;
  } finally {
    logs.destroy();
  }
}

/** Reads a REPORT line (Lambda developer guide, "View CloudWatch logs for Lambda"); other lines give nothing. */
export function reportIn(message: string): HookTime[] {
  const duration = /^REPORT .*?\tDuration: ([\d.]+) ms/.exec(message)?.[1];
  if (duration === undefined) {
    return [];
  }
  const init = /\tInit Duration: ([\d.]+) ms/.exec(message)?.[1];
  const initMillis = init === undefined ? undefined : Number(init);
  return [defined({ durationMillis: Number(duration), initMillis })];
}
