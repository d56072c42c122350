import { join } from 'node:path';
import type { FleetConfig } from '@fleet/fleet-contract';
import { ManagedProcess } from '@fleet/local-fleet';
import { bundleSizes } from './bundle-sizes';
import { withBenchFleet, type CloudCost } from './cloud/bench-fleet';
import { hookFigures } from './cloud/hook-figures';
import { runContest, type ContestResult } from './contest/contest';
import type { ProcessCost } from './contest/measured-process';
import { loadFigures } from './load/load-figures';
import type { Figure, Goal } from './report/figures';
import { median } from './report/statistics';
import { timed } from './timing';

export interface Benchmark {
  readonly workspaceRoot: string;
  /** Folder of the built benchmark. */
  readonly built: string;
  readonly config: FleetConfig;
  readonly runs: number;
  readonly demo: boolean;
  readonly say: (step: string) => void;
}

const megabyte = 1_000_000;
const kilobyte = 1_000;

/** Measures everything, one thing after the other, so that no measurement disturbs the next. */
export async function runBenchmark(benchmark: Benchmark): Promise<Figure[]> {
  const { workspaceRoot, built, runs, say } = benchmark;
  const onRound = (round: number) => say(`contest, round ${round} of ${runs}`);
  const figures = await withBenchFleet(benchmark, async (fleet, cost) => [
    ...contestFigures(await runContest(fleet, { runs, built, onRound })),
    ...(await sizeFigures(workspaceRoot)),
    ...cloudFigures(cost),
    ...(await hookFigures(fleet, say)),
    ...(await loadFigures(fleet, say)),
  ]);
  return benchmark.demo ? [...figures, await demoFigure(benchmark)] : figures;
}

function contestFigures({ agent, sdk }: ContestResult): Figure[] {
  const compare = (
    what: string,
    unit: 'ms' | 'MB',
    of: (cost: ProcessCost) => number,
    goal?: Goal,
  ): Figure => ({
    what: `provisioning process: ${what}`,
    unit,
    ours: median(agent.map(of)),
    sdk: median(sdk.map(of)),
    ...(goal === undefined ? {} : { goal }),
  });
  return [
    compare('time', 'ms', ({ wallMillis }) => wallMillis, { atMostOfSdk: 0.5 }),
    compare("processor's time", 'ms', ({ processorMillis }) => processorMillis),
    compare('peak memory', 'MB', ({ peakBytes }) => peakBytes / megabyte, { atMostOfSdk: 1 }),
  ];
}

async function sizeFigures(workspaceRoot: string): Promise<Figure[]> {
  const { agent, sdkNativeCode, hook } = await bundleSizes(workspaceRoot);
  const size = (what: string, bytes: number): Figure => ({ what, unit: 'KB', ours: bytes / kilobyte });
  return [
    { ...size("agent's bundle", agent), sdk: sdkNativeCode / kilobyte, goal: { atMost: 700 } },
    { ...size("hooks' bundle", hook), goal: { atMost: 600 } },
  ];
}

function cloudFigures({ startMillis, deployMillis, redeployMillis, idleBytes }: CloudCost): Figure[] {
  const time = (what: string, millis: number): Figure => ({ what, unit: 's', ours: millis / 1_000 });
  const idle = (when: string, bytes: number): Figure => ({
    what: `local-cloud, idle memory ${when}`,
    unit: 'MB',
    ours: bytes / megabyte,
    goal: { atMost: 200 },
  });
  return [
    time('local-cloud, start', startMillis),
    time('bootstrap and deploy', deployMillis),
    time('deploy without a change', redeployMillis),
    idle('after its start', idleBytes.started),
    idle('after the deploy', idleBytes.deployed),
  ];
}

async function demoFigure({ workspaceRoot, say }: Benchmark): Promise<Figure> {
  say('npm run demo -- --once');
  const [, millis] = await timed(() =>
    new ManagedProcess({
      title: 'demo',
      arguments: [join(workspaceRoot, 'dist', 'tools', 'demo', 'main.js'), '--once'],
      cwd: workspaceRoot,
    }).succeed(),
  );
  return { what: 'the demo, built', unit: 's', ours: millis / 1_000, goal: { atMost: 60 } };
}
