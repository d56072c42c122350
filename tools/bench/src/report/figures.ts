export type Unit = 'ms' | 's' | 'MB' | 'KB' | '/s';

/** One figure of the benchmark, with whatever it is to be compared with. */
export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: number;
  /** The program with AWS's device SDK, in the same run. */
  readonly sdk?: number;
  readonly goal?: Goal;
}

/** The most that a figure should be: by itself, or as a share of the SDK's. */
export type Goal = { readonly atMost: number } | { readonly atMostOfSdk: number };

/** Ours by the SDK's: the part of a comparison that another machine would find as well. */
export function ratio({ ours, sdk }: Figure): number | undefined {
  return sdk === undefined ? undefined : ours / sdk;
}

/** @returns `undefined` for a figure without a goal */
export function isReached(figure: Figure): boolean | undefined {
  const { goal, ours } = figure;
  if (goal === undefined) {
    return undefined;
  }
  return 'atMost' in goal ? ours <= goal.atMost : (ratio(figure) ?? Infinity) <= goal.atMostOfSdk;
}
