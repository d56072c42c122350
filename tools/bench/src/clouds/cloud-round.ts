import { loadavg } from 'node:os';
import type { FleetConfig } from '@fleet/fleet-contract';
import type { ResourceStack } from '@fleet/resource-stack';
import { withBenchFleet } from '../cloud/bench-fleet';
import { loadParts } from '../load/load-figures';
import type { Figure } from '../report/figures';
import { Measurements } from '../report/measurements';

/** What one cloud did in one round. */
export interface CloudRound {
  /** Those of a part that failed are missing. */
  readonly figures: readonly Figure[];
  /** Processes that wanted to run, by the mean of the last minute, at the beginning: other work on the machine counts. */
  readonly load: number;
}

/** Starts a cloud, deploys the fleet, and lets devices come. */
export async function cloudRound(options: {
  readonly workspaceRoot: string;
  readonly program: string;
  readonly config: FleetConfig;
  readonly resources: ResourceStack;
  readonly say: (step: string) => void;
}): Promise<CloudRound> {
  const [load = 0] = loadavg();
  const figures = await withBenchFleet(options, async (fleet, cost) => {
    const { startMillis, bootstrapMillis, deployMillis, redeployMillis, idleBytes } = cost;
    const measurements = new Measurements(options.say);
    measurements.figures.push(
      { what: 'start', unit: 'ms', ours: startMillis },
      { what: 'idle memory after its start', unit: 'MB', ours: idleBytes.started / 1_000_000 },
      { what: 'bootstrap', unit: 'ms', ours: bootstrapMillis },
      { what: 'first deploy', unit: 'ms', ours: deployMillis },
      { what: 'deploy without a change', unit: 'ms', ours: redeployMillis },
      { what: 'idle memory after the deploy', unit: 'MB', ours: idleBytes.deployed / 1_000_000 },
    );
    for (const part of loadParts(fleet)) {
      await measurements.take(part);
    }
    measurements.failures.forEach(({ title, why }) => options.say(`Not measured: ${title}. ${why}`));
    return measurements.figures;
  });
  return { figures, load };
}
