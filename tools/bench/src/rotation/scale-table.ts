import { markdownTable } from '../quotas/markdown-table';
import { figuresOf, isReference, processorEach, type SweepKind } from './scale-figures';
import { isReached, megabyte, type Goal } from './scale-goals';
import type { ScaleSample } from './scale-run';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const ratio = (value: number, to: number | undefined): string =>
  to === undefined ? '' : (value / to).toFixed(2);

/** A row for each registry. Ratios are to the registry of 10,000 things with one in a hundred due. */
export function sweepTable(samples: readonly ScaleSample[], kind: SweepKind): string {
  const reference = samples.find((sample) => isReference(sample, false));
  const compared = reference && figuresOf(reference, kind);
  const rows = samples.map((sample) => {
    const figures = figuresOf(sample, kind);
    return [
      ...[whole(sample.scale.things), whole(sample.scale.due)],
      figures.seconds.toFixed(2),
      ...[figures.millisEach.toFixed(2), ratio(figures.millisEach, compared?.millisEach)],
      ...[
        processorEach(figures).toFixed(2),
        ratio(processorEach(figures), compared && processorEach(compared)),
      ],
      ...[figures.monitorEach.toFixed(2), figures.cloudEach.toFixed(2)],
    ];
  });
  return markdownTable(
    [
      ...['things', 'due', 'seconds', 'ms each', 'ratio'],
      ...['CPU, ms each', 'ratio', 'monitor', 'local-cloud'],
    ],
    rows,
  );
}

export function memoryTable(samples: readonly ScaleSample[]): string {
  const rows = samples.map(({ scale, monitorPeakBytes, cloudPeakBytes }) =>
    [scale.things, scale.due, monitorPeakBytes / megabyte, cloudPeakBytes / megabyte].map(whole),
  );
  return markdownTable(['things', 'due', 'monitor, peak MB', 'local-cloud, peak MB'], rows);
}

export function goalTable(goals: readonly Goal[]): string {
  const quantity = (value: number, { unit }: Goal) =>
    unit === 'MB' ? `${whole(value)} MB` : `${value.toFixed(2)} ×`;
  const rows = goals.map((goal) => [
    ...[goal.what, quantity(goal.measured, goal), quantity(goal.atMost, goal)],
    isReached(goal) ? 'yes' : 'no',
  ]);
  return markdownTable(['goal', 'measured', 'limit', 'reached'], rows);
}
