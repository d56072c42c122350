/**
 * How a behaviour of AWS is known: somebody measured it on AWS, AWS documents it, a user reported it, or this project
 * guessed it. A test that AWS has not passed is as good as its label.
 */
export type Label = 'measured' | 'documented' | 'reported' | 'guessed';

type Check = () => Promise<void>;

/** @returns a function like `it`, whose test is about a behaviour that `source` knows */
type Labelled = (source: string) => (behaviour: string, check: Check) => void;

const labelled =
  (label: Label): Labelled =>
  (source) =>
  (behaviour, check) => {
    it(`${behaviour} [${label}: ${source}]`, check);
  };

// The page of docs/ is made from the calls of these four.
export const measured = labelled('measured');
export const documented = labelled('documented');
export const reported = labelled('reported');
export const guessed = labelled('guessed');
