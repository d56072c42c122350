import { Command, InvalidArgumentError } from 'commander';

export interface ConsoleBenchOptions {
  /** In the registry. */
  readonly things: number;
  /** Each with a local-cloud and a console that have just started. */
  readonly runs: number;
  /** File that everything measured is written to. */
  readonly json?: string;
}

/** Reads the command line; prints help and ends the process where that is what was asked for. */
export function readOptions(argv: readonly string[]): ConsoleBenchOptions {
  return new Command('bench:console')
    .description('Measures how long the console takes to answer what its page asks, over a large registry.')
    .option('--things <number>', 'things in the registry', positive, 1_000_000)
    .option('--runs <number>', 'runs, each with a cloud and a console that have just started', positive, 5)
    .option('--json <file>', 'write everything that was measured there as well')
    .parse(argv, { from: 'user' })
    .opts<ConsoleBenchOptions>();
}

function positive(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) {
    return number;
  }
  throw new InvalidArgumentError('it must be a whole number from 1');
}
