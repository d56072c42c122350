import type { machineClass } from '../report/machine';
import { goalsOf } from './scale-goals';
import type { ScaleSample } from './scale-run';
import { goalTable, memoryTable, sweepTable } from './scale-table';

export interface ScaleReport {
  readonly samples: readonly ScaleSample[];
  readonly machine: ReturnType<typeof machineClass>;
  readonly runs: number;
}

/** The page docs/rotation-scale.md. */
export function scalePage(report: ScaleReport): string {
  return `${head}\n\n${scaleTables(report)}\n\n${method(report)}\n`;
}

/** The same figures, for a terminal. */
export function scaleTables({ samples }: Pick<ScaleReport, 'samples'>): string {
  return [
    '## Goals',
    goalTable(goalsOf(samples)),
    '## Later warnings',
    'Devices are offline, or were warned before. The monitor only sends a message to each.',
    sweepTable(samples, 'laterWarnings'),
    '## First warnings',
    'Every due device is connected and receives its first warning. The monitor writes that to its record.',
    sweepTable(samples, 'firstWarnings'),
    '## Memory',
    'The peak resident memory of each process; for local-cloud before devices connected.',
    memoryTable(samples),
  ].join('\n\n');
}

const head = `# Rotation at scale

This page says how long the [daily sweep](rotation.md) takes over registries of a thousand to a million things. One thing in a hundred is due; in one registry every thing is due. A due thing should cost the same in a large registry as in a small one, and the monitor should not need more memory.

![Milliseconds for each due thing, and the monitor’s memory, over the number of things](rotation-scale.svg)

This page is measured: \`npx nx run bench:rotation\` writes it. The figures depend on the machine. Their ratios depend on it very little.`;

function method({ machine, runs }: ScaleReport): string {
  const { processor, cores, memoryGb, system, node } = machine;
  return `## How it was measured

- **Machine**: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node.js ${node}.
- **Minimum of several sweeps.** Each figure is the smallest of ${runs} sweeps, because other work on the machine can only add time. If fewer than 1,000 things are due, it is the smallest of five times as many sweeps. For later warnings the registries take turns, so that other work affects all of them. For first warnings one registry follows another, because each needs its devices connected.
- **Real programs.** The operator’s command calls the real monitor, a deployed function of a real local-cloud. Each registry is loaded in bulk before its cloud starts. The first sweep starts the function and is not counted. The seconds are from the sweep’s own summary. If a sweep does not find and warn every due thing, or fails for one, the benchmark ends with an error.
- **Rate.** The sweeps run at the highest rate that can be configured, 1,000 devices a second. So each due thing takes at least a millisecond. The CPU time of the monitor and of local-cloud contains no waiting, for the rate or for the disk. (local-cloud writes every change to disk before it answers.)
- **Fixed cost.** Every sweep begins and ends with the same few calls, and code is slow until it has run often. If few things are due, this is most of the cost of each. For that reason the goals also compare the same number of due things in a registry a hundred times as large.
- **Things without a valid date.** The sweep finds them with a query for everything that is not a date. For this query local-cloud reads every thing of the fleet, 10,000 for each page.`;
}
