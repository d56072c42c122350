import type { BenchFleet } from '../cloud/bench-fleet';
import type { Figure, Goal } from '../report/figures';
import { median } from '../report/statistics';
import { runContest, type Contest, type ContestResult } from './contest';
import type { ProcessCost } from './measured-process';
import { openSlowNetwork } from './slow-network';

const roundTripMillis = 40;
const megabyte = 1_000_000;

/** The provisioning process beside the SDK's: on this machine alone, and as far from its cloud as devices are. */
export async function contestFigures(
  fleet: BenchFleet,
  { runs, built, say }: { runs: number; built: string; say: (step: string) => void },
): Promise<Figure[]> {
  const run = (name: string, endpoint: Contest['endpoint']): Promise<ContestResult> =>
    runContest(fleet, {
      name,
      endpoint,
      runs,
      built,
      onRound: (round) => say(`contest ${name}, round ${round} of ${runs}`),
    });
  const { mqtt } = fleet.cloud.endpoints;
  const local = await run('local', mqtt);
  const network = await openSlowNetwork(mqtt.port, roundTripMillis / 2);
  try {
    const remote = await run('remote', { ...mqtt, port: network.port });
    return [
      compare('provisioning process: time', 'ms', wall, local, { atMostOfSdk: 0.5 }),
      compare(`the same, with ${roundTripMillis} ms round trips`, 'ms', wall, remote),
      compare(
        "provisioning process: processor's time",
        'ms',
        ({ processorMillis }) => processorMillis,
        local,
      ),
      compare('the same, started as its service is', 'ms', ({ processorMillis }) => processorMillis, {
        agent: local.service,
        sdk: local.sdk,
      }),
      compare('provisioning process: peak memory', 'MB', ({ peakBytes }) => peakBytes / megabyte, local, {
        atMostOfSdk: 1,
      }),
    ];
  } finally {
    await network.close();
  }
}

const wall = ({ wallMillis }: ProcessCost): number => wallMillis;

function compare(
  what: string,
  unit: 'ms' | 'MB',
  of: (cost: ProcessCost) => number,
  { agent, sdk }: Pick<ContestResult, 'agent' | 'sdk'>,
  goal?: Goal,
): Figure {
  const figure = { what, unit, ours: median(agent.map(of)), sdk: median(sdk.map(of)) };
  return goal === undefined ? figure : { ...figure, goal };
}
