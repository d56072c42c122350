import { join } from 'node:path';
import type { FleetConfig } from '@fleet/fleet-contract';
import { ManagedProcess } from '@fleet/local-fleet';
import type { ResourceStack } from '@fleet/resource-stack';
import { bundleSizes } from './bundle-sizes';
import { withBenchFleet, type BenchFleet, type CloudCost } from './cloud/bench-fleet';
import { hookFigures } from './cloud/hook-figures';
import { contestFigures } from './contest/contest-figures';
import { loadParts } from './load/load-figures';
import type { Figure } from './report/figures';
import { Measurements, type Part } from './report/measurements';
import { timed } from './timing';

export interface Benchmark {
  readonly workspaceRoot: string;
  /** Folder of the built benchmark. */
  readonly built: string;
  readonly config: FleetConfig;
  /** Every process that is started. */
  readonly resources: ResourceStack;
  readonly runs: number;
  readonly demo: boolean;
  readonly say: (step: string) => void;
}

const megabyte = 1_000_000;
const kilobyte = 1_000;

/**
 * Measures everything, one thing after the other, so that no measurement disturbs the next. What cannot be measured
 * is named among the failures.
 */
export async function runBenchmark(benchmark: Benchmark): Promise<Measurements> {
  const { workspaceRoot, built, runs, say } = benchmark;
  const measurements = new Measurements(say);
  const fleetParts = (fleet: BenchFleet, cost: CloudCost): Part[] => [
    { title: 'the agent and the AWS device SDK', measure: () => contestFigures(fleet, { runs, built, say }) },
    { title: 'sizes of the bundles', measure: () => sizeFigures(workspaceRoot) },
    { title: 'the cloud itself', measure: () => Promise.resolve(cloudFigures(cost)) },
    { title: 'cold and warm hooks', measure: () => hookFigures(fleet) },
    ...loadParts(fleet),
  ];
  const ofFleet = async (fleet: BenchFleet, cost: CloudCost) => {
    for (const part of fleetParts(fleet, cost)) {
      await measurements.take(part);
    }
    return [];
  };
  await measurements.take({
    title: 'a fleet in a local-cloud of its own',
    measure: () => withBenchFleet(benchmark, ofFleet),
  });
  if (benchmark.demo) {
    await measurements.take({ title: 'npm run demo -- --once', measure: () => demoFigures(benchmark) });
  }
  return measurements;
}

async function sizeFigures(workspaceRoot: string): Promise<Figure[]> {
  const { agent, sdkNativeCode, hook } = await bundleSizes(workspaceRoot);
  const size = (what: string, bytes: number): Figure => ({ what, unit: 'KB', ours: bytes / kilobyte });
  return [
    { ...size("agent's bundle", agent), sdk: sdkNativeCode / kilobyte, goal: { atMost: 450 } },
    { ...size("hooks' bundle", hook), goal: { atMost: 600 } },
  ];
}

function cloudFigures({ startMillis, idleBytes, ...deploy }: CloudCost): Figure[] {
  const time = (what: string, millis: number): Figure => ({ what, unit: 's', ours: millis / 1_000 });
  const idle = (when: string, bytes: number): Figure => ({
    what: `local-cloud, idle memory ${when}`,
    unit: 'MB',
    ours: bytes / megabyte,
    goal: { atMost: 200 },
  });
  return [
    time('local-cloud, start', startMillis),
    time('bootstrap', deploy.bootstrapMillis),
    time('first deploy', deploy.deployMillis),
    time('deploy without a change', deploy.redeployMillis),
    idle('after its start', idleBytes.started),
    idle('after the deploy', idleBytes.deployed),
  ];
}

async function demoFigures({ workspaceRoot, resources }: Benchmark): Promise<Figure[]> {
  const [, millis] = await timed(() =>
    new ManagedProcess({
      title: 'demo',
      resources,
      arguments: [join(workspaceRoot, 'dist', 'tools', 'demo', 'main.js'), '--once'],
      cwd: workspaceRoot,
    }).succeed(),
  );
  return [{ what: 'the demo, built', unit: 's', ours: millis / 1_000, goal: { atMost: 60 } }];
}
