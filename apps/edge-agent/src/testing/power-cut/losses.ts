import { sample, nat, tuple } from 'fast-check';

/** For each thing that may be lost, what has become of it: 0 is lost, the highest number is kept whole. */
export type Outcome = readonly number[];

/** More combinations than that are drawn from, by a fixed seed. */
const mostCombinations = 64;
const seed = 20_261_124;

/**
 * The combinations of outcomes: all of them where they are few, otherwise a sample, in which all lost, all kept, and
 * each one alone lost or kept are always in.
 *
 * @param counts how many outcomes there are for each thing
 */
export function outcomes(counts: readonly number[]): Outcome[] {
  if (counts.reduce((product, count) => product * count, 1) <= mostCombinations) {
    return counts.reduce<Outcome[]>(
      (combinations, count) =>
        combinations.flatMap((combination) =>
          Array.from({ length: count }, (_none, outcome) => [...combination, outcome]),
        ),
      [[]],
    );
  }
  const lost = counts.map(() => 0);
  const kept = counts.map((count) => count - 1);
  const alone = (others: Outcome, these: Outcome): Outcome[] =>
    these.map((outcome, index) => others.with(index, outcome));
  const drawn = sample(tuple(...counts.map((count) => nat(count - 1))), { numRuns: mostCombinations, seed });
  return [lost, kept, ...alone(lost, kept), ...alone(kept, lost), ...drawn];
}
