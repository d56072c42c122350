/** A registry to sweep. */
export interface ScaleCase {
  readonly things: number;
  /** How many of them are due; spread evenly over the names. */
  readonly due: number;
}

/** One of a hundred things is due in registries of all sizes, and in one of them every thing. */
export const scaleCases: readonly ScaleCase[] = [
  { things: 1_000, due: 10 },
  { things: 10_000, due: 100 },
  { things: 100_000, due: 1_000 },
  { things: 1_000_000, due: 10_000 },
  { things: 10_000, due: 10_000 },
];

/** What the others are compared with. */
export const referenceThings = 10_000;

export function isAllDue({ things, due }: ScaleCase): boolean {
  return things === due;
}

/** For messages and file names. */
export function titleOf({ things, due }: ScaleCase): string {
  return `${things} things, ${due} due`;
}
