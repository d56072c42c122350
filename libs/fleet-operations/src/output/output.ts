import type { NextStep } from '../next-step';

/** Where an operation speaks: a command line, or a page. */
export interface Output {
  /** Whether `data` of the results is what is read, and not their words. */
  readonly json: boolean;
  /** What the operation was asked for: `words` for people, `data` for machines. */
  readonly result: (words: string, data: object) => Promise<void>;
  /** What happens on the way. */
  readonly say: (words: string) => void;
  /** How whoever reads this does a step, as a part of a sentence: by which command, or where on a page. */
  readonly howTo: (step: NextStep) => string;
  /** How far it has come, in words that are asked for only when they are shown. */
  readonly progress: (words: () => string) => void;
  /** Whether nobody reads the results any more. An operation that changes something finishes all the same. */
  readonly isClosed: () => boolean;
}
