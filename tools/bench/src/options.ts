import { Command, InvalidArgumentError } from 'commander';

export interface BenchOptions {
  /** Rounds of the contest; the medians are over so many. */
  readonly runs: number;
  /** File that the figures are written to. */
  readonly json?: string;
  /** Whether `npm run demo -- --once` is timed too. */
  readonly demo: boolean;
}

const atLeastOne = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new InvalidArgumentError('it must be a whole number from 1');
  }
  return number;
};

/** Reads the command line; prints help and ends the process where that is what was asked for. */
export function readOptions(argv: readonly string[]): BenchOptions {
  return new Command('bench:provisioning')
    .description("Measures provisioning, side by side with AWS's device SDK, in one local-cloud.")
    .option('--runs <number>', 'rounds of the contest', atLeastOne, 10)
    .option('--json <file>', 'write the figures there as well')
    .option('--no-demo', 'leave out the demo')
    .parse(argv, { from: 'user' })
    .opts<BenchOptions>();
}
