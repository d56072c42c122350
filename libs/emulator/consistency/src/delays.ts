import { drawnFraction } from './draws';

/** How long a change takes to reach a reader. */
export interface Delay {
  readonly leastMillis: number;
  readonly mostMillis: number;
}

/** The delays of all changes of one kind, each drawn anew for each reader. */
export interface Delays {
  /** No change takes longer, for any reader; 0 where every change is visible at once. */
  readonly longestMillis: number;
  /** How long the n-th change of this kind takes to reach a reader. */
  millisOf(change: number, reader: string): number;
}

/** @param byReader the delay of each reader that has one of its own; all others have `otherwise` */
export function drawnDelays(
  { seed, scale }: { readonly seed: string; readonly scale: number },
  kind: string,
  otherwise: Delay,
  byReader: Readonly<Record<string, Delay>>,
): Delays {
  const own = new Map(Object.entries(byReader));
  const longest = Math.max(otherwise.mostMillis, ...[...own.values()].map(({ mostMillis }) => mostMillis));
  return {
    longestMillis: longest * scale,
    millisOf: (change, reader) => {
      const { leastMillis, mostMillis } = own.get(reader) ?? otherwise;
      const fraction = drawnFraction(seed, kind, reader, change);
      return (leastMillis + (mostMillis - leastMillis) * fraction) * scale;
    },
  };
}
