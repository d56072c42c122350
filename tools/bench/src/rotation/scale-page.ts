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
    '## What was to be shown',
    goalTable(goalsOf(samples)),
    '## Later warnings',
    'No device is connected, or was warned before: a message to each is all.',
    sweepTable(samples, 'laterWarnings'),
    '## First warnings',
    'Every due device is connected and hears its first warning, and its day is written to the registry.',
    sweepTable(samples, 'firstWarnings'),
    '## Memory',
    'The most that each process had resident; local-cloud’s before devices connected.',
    memoryTable(samples),
  ].join('\n\n');
}

const head = `# Rotation at scale

How long the [daily sweep](rotation.md) takes over registries of a thousand to a million things. One in a hundred is due, and in one registry every thing. A due thing should cost the same however large the registry is, and the monitor no more memory.

![Milliseconds for each due thing, and the monitor’s memory, over the number of things](rotation-scale.svg)

This page is measured: \`npx nx run bench:rotation\` writes it. The figures depend on the machine; their ratios hardly do.`;

function method({ machine, runs }: ScaleReport): string {
  const { processor, cores, memoryGb, system, node } = machine;
  return `## How it was measured

- On ${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node.js ${node}; the least of ${runs} sweeps, of five times as many where fewer than 1,000 things are due: what else the machine does can only add. For later warnings the registries are swept in turns, so that it meets all of them; for first warnings one after the other, as each needs its devices connected.
- The real monitor, as the deployed function of a real local-cloud, called by the operator’s command. Each registry is loaded in bulk before its cloud starts; the first sweep, which starts the function, is not counted. Seconds are those of the sweep’s own summary. A sweep that does not find and warn every due thing, or fails at one, ends the benchmark.
- The pace is the most that can be configured, 1,000 devices a second: no due thing takes less than a millisecond of time. The processor’s time, of the monitor and of local-cloud, has no waiting in it: neither for the pace nor for the disk, to which local-cloud writes every change before it answers.
- Every sweep begins and ends with the same few calls, whatever it finds, and code that has not run often is slow. Where few things are due, that is most of what each of them costs: hence the comparison of as many due things in a registry a hundred times as large.
- Things without a date that can be read are found by the complement of all dates. For that local-cloud looks at every thing of the fleet, 10,000 of them for each page.`;
}
