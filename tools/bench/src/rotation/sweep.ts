import { join } from 'node:path';
import type { CertDate } from '@fleet/cert-dates';
import { ManagedProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod/mini';
import { titleOf, type ScaleCase } from './scale-case';

/** What a sweep has done, by its own summary. */
export interface Sweep {
  readonly seconds: number;
  readonly firstWarnings: number;
}

const answer = z.object({
  outcome: z.literal('done'),
  seconds: z.number(),
  counts: z.object({
    found: z.number(),
    warned: z.number(),
    firstWarnings: z.number(),
    failed: z.number(),
  }),
});

/** The sweep has not done what its figures would be of. */
export class SweepIncompleteError extends Error {
  override readonly name = 'SweepIncompleteError';

  constructor(scale: ScaleCase, said: string) {
    super(`${titleOf(scale)}: the sweep should be done and have warned each; it answered ${said}`);
  }
}

/**
 * Has the monitor sweep by the operator's command.
 * @param environment in which the command means the fleet that is measured
 * @throws SweepIncompleteError unless every due thing was found and warned, in one round and without a failure
 */
export async function sweep(
  scale: ScaleCase,
  today: CertDate,
  {
    workspaceRoot,
    environment,
    resources,
  }: {
    readonly workspaceRoot: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly resources: ResourceStack;
  },
): Promise<Sweep> {
  const monitor = new ManagedProcess({
    title: 'rotation monitor',
    resources,
    arguments: [
      join(workspaceRoot, 'dist', 'apps', 'rotation-program', 'main.js'),
      ...['--local', '--json', '--date', today],
    ],
    cwd: workspaceRoot,
    environment,
  });
  await monitor.succeed();
  const said = monitor.stdout.join('\n');
  const read = answer.safeParse(JSON.parse(said));
  if (!read.success) {
    throw new SweepIncompleteError(scale, said);
  }
  const { seconds, counts } = read.data;
  if (counts.found !== scale.due || counts.warned !== scale.due || counts.failed !== 0) {
    throw new SweepIncompleteError(scale, said);
  }
  return { seconds, firstWarnings: counts.firstWarnings };
}
