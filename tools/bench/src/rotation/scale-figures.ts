import type { MeasuredSweep } from './measured-sweep';
import { isAllDue, referenceThings, type ScaleCase } from './scale-case';
import type { ScaleSample } from './scale-run';

/** Both kinds of sweeps that are measured. */
export const sweepKinds = ['laterWarnings', 'firstWarnings'] as const;
export type SweepKind = (typeof sweepKinds)[number];

/** The least over the sweeps of one registry: what else the machine does, and code that is still cold, can only add. */
export interface SweepFigures {
  readonly scale: ScaleCase;
  readonly seconds: number;
  /** Milliseconds for each due thing: of time, and of the processor's time. */
  readonly millisEach: number;
  readonly monitorEach: number;
  readonly cloudEach: number;
}

export function figuresOf({ scale, ...sample }: ScaleSample, kind: SweepKind): SweepFigures {
  const of = (value: (sweep: MeasuredSweep) => number) => Math.min(...sample[kind].map(value));
  const seconds = of((sweep) => sweep.seconds);
  return {
    scale,
    seconds,
    millisEach: (seconds * 1_000) / scale.due,
    monitorEach: of((sweep) => sweep.monitorMillis) / scale.due,
    cloudEach: of((sweep) => sweep.cloudMillis) / scale.due,
  };
}

export function processorEach({ monitorEach, cloudEach }: SweepFigures): number {
  return monitorEach + cloudEach;
}

/** The registry that others are compared with: of 10,000 things, one in a hundred due, or all of them. */
export function isReference({ scale }: { readonly scale: ScaleCase }, allDue: boolean): boolean {
  return scale.things === referenceThings && isAllDue(scale) === allDue;
}
