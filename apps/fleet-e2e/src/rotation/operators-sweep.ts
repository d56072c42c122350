import { join } from 'node:path';
import { ManagedProcess, type LocalCloudProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import { eventually } from '@fleet/eventually';
import { cloudConsistency } from '../deployment/cloud-consistency';
import { workspaceRoot } from '../workspace';

/** What the operator's command prints of a sweep that is done. */
const sweepAnswer = z.object({
  outcome: z.literal('done'),
  today: z.string(),
  counts: z.looseObject({ failures: z.record(z.string(), z.number()) }),
});

export type SweepCounts = z.infer<typeof sweepAnswer>['counts'];

/**
 * `rotation-lambda:invoke:local`: has the monitor of a fleet sweep now, for the cloud's today or another day.
 * @param environment says which fleet of the cloud, where it is not the default one
 */
export function orderSweep(
  cloud: LocalCloudProcess,
  date?: string,
  environment = cloud.environment,
): ManagedProcess {
  return new ManagedProcess({
    title: 'rotation monitor',
    resources: cloud.resources,
    arguments: [
      join(workspaceRoot, 'dist', 'apps', 'rotation-program', 'main.js'),
      ...['--local', '--json', ...(date === undefined ? [] : ['--date', date])],
    ],
    cwd: workspaceRoot,
    environment,
  });
}

/** Exit code of the command when another sweep is running. */
export const anotherSweepAtWork = 3;

/** As many seconds at most the fleet index takes on AWS to show a change, as far as that is known. */
const indexLagSeconds = 50;

/** Has so much time pass in the cloud that the fleet index shows what was changed so far. */
async function indexShowsChanges(cloud: LocalCloudProcess): Promise<void> {
  const consistency = cloudConsistency();
  if (consistency !== undefined) {
    await cloud.moveTime(`+${Math.ceil(indexLagSeconds * consistency.scale)}s`);
  }
}

/**
 * Orders a sweep, once the one is done that is at work: moving the cloud's time over the hour of the daily sweep has
 * that begin by itself. What the fleet index does not show yet, a sweep leaves to that of the next day.
 * @throws ProcessFailedError, NeverHappenedError
 */
export async function sweepByOperator(
  cloud: LocalCloudProcess,
  environment = cloud.environment,
): Promise<SweepCounts> {
  await indexShowsChanges(cloud);
  return eventually('end of the sweep that is at work', async () => {
    const monitor = orderSweep(cloud, undefined, environment);
    if ((await monitor.exit()) === anotherSweepAtWork) {
      return undefined;
    }
    await monitor.succeed();
    return sweepAnswer.parse(JSON.parse(monitor.stdout.join(''))).counts;
  });
}
