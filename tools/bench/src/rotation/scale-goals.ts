import { figuresOf, isReference, processorEach, type SweepFigures, type SweepKind } from './scale-figures';
import { isAllDue } from './scale-case';
import type { ScaleSample } from './scale-run';

/** The most that a due thing may cost in the largest registry, by what it costs in the one of 10,000. */
export const mostRatio = 1.3;
/** The most memory that the monitor may take. */
export const mostMegabytes = 256;

export const megabyte = 1_000_000;

export interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
  readonly unit: '×' | 'MB';
}

/** What was to be shown, beside what was measured. Without the registries that it takes there is nothing to judge. */
export function goalsOf(samples: readonly ScaleSample[]): Goal[] {
  const reference = samples.find((sample) => isReference(sample, false));
  const allDue = samples.find((sample) => isReference(sample, true));
  const largest = samples
    .filter(({ scale }) => !isAllDue(scale))
    .toSorted((one, other) => other.scale.things - one.scale.things)[0];
  if (reference === undefined || allDue === undefined || largest === undefined || largest === reference) {
    return memoryGoals(samples);
  }
  const size = largest.scale.things.toLocaleString('en');
  const growth = ratioGoals(largest, reference, `${size} things compared with 10,000, one in a hundred due`);
  const asManyDue =
    largest.scale.due === allDue.scale.due
      ? [
          ...ratioGoals(largest, allDue, `${size} things compared with 10,000, equally many due`),
          {
            what: `memory of local-cloud, ${size} things compared with 10,000, equally many due`,
            unit: '×' as const,
            atMost: mostRatio,
            measured: largest.cloudPeakBytes / allDue.cloudPeakBytes,
          },
        ]
      : [];
  return [...growth, ...asManyDue, ...memoryGoals(samples)];
}

function ratioGoals(largest: ScaleSample, small: ScaleSample, between: string): Goal[] {
  const goal = (what: string, kind: SweepKind, value: (figures: SweepFigures) => number): Goal => ({
    what: `${what}, ${between}`,
    measured: value(figuresOf(largest, kind)) / value(figuresOf(small, kind)),
    atMost: mostRatio,
    unit: '×',
  });
  return [
    goal('time of a later warning', 'laterWarnings', ({ millisEach }) => millisEach),
    goal('CPU time of a later warning', 'laterWarnings', processorEach),
    goal('time of a first warning', 'firstWarnings', ({ millisEach }) => millisEach),
    goal('CPU time of a first warning', 'firstWarnings', processorEach),
  ];
}

function memoryGoals(samples: readonly ScaleSample[]): Goal[] {
  const measured = Math.max(...samples.map(({ monitorPeakBytes }) => monitorPeakBytes)) / megabyte;
  return [{ what: 'memory of the monitor, all registries', measured, atMost: mostMegabytes, unit: 'MB' }];
}

export function isReached({ measured, atMost }: Goal): boolean {
  return measured <= atMost;
}
