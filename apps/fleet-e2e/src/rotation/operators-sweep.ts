import { join } from 'node:path';
import { ManagedProcess } from '@fleet/local-fleet';
import * as z from 'zod';
import { workspaceRoot } from '../workspace';

/** What the operator's command prints of a sweep that is done. */
const sweepAnswer = z.object({
  outcome: z.literal('done'),
  today: z.string(),
  counts: z.looseObject({ failures: z.record(z.string(), z.number()) }),
});

export type SweepCounts = z.infer<typeof sweepAnswer>['counts'];

/**
 * `rotation-lambda:invoke:local`: has the monitor of a fleet sweep now, for the cloud's today or another day. Its exit
 * code is 3 when another sweep was at work.
 * @param environment says which fleet, in which cloud
 */
export function orderSweep(environment: NodeJS.ProcessEnv, date?: string): ManagedProcess {
  return new ManagedProcess({
    title: 'rotation monitor',
    arguments: [
      join(workspaceRoot, 'dist', 'apps', 'rotation-program', 'main.js'),
      ...['--local', '--json', ...(date === undefined ? [] : ['--date', date])],
    ],
    cwd: workspaceRoot,
    environment,
  });
}

/** Orders a sweep that is expected to be done at once. @throws ProcessFailedError when it is not */
export async function sweepByOperator(environment: NodeJS.ProcessEnv, date?: string): Promise<SweepCounts> {
  const monitor = orderSweep(environment, date);
  await monitor.succeed();
  return sweepAnswer.parse(JSON.parse(monitor.stdout.join(''))).counts;
}
