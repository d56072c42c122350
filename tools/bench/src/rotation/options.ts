import { Command, InvalidArgumentError } from 'commander';
import { scaleCases } from './scale-case';

export interface RotationBenchOptions {
  /** Sweeps of each kind and registry; the least of so many counts. */
  readonly runs: number;
  /** Registries with more things are left out. */
  readonly upTo: number;
  /** Folder that page and curve are written to; absent with `--no-docs`. */
  readonly docs: string | false;
  /** File that everything measured is written to. */
  readonly json?: string;
}

const largest = Math.max(...scaleCases.map(({ things }) => things));

const atLeast =
  (minimum: number) =>
  (value: string): number => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= minimum) {
      return number;
    }
    throw new InvalidArgumentError(`it must be a whole number from ${minimum}`);
  };

/** Reads the command line; prints help and ends the process where that is what was asked for. */
export function readOptions(argv: readonly string[]): RotationBenchOptions {
  return new Command('bench:rotation')
    .description('Measures the sweep of the rotation monitor over registries of up to a million things.')
    .option('--runs <number>', 'sweeps of each kind and registry', atLeast(1), 3)
    .option('--up-to <things>', 'leave out larger registries', atLeast(1_000), largest)
    .option('--docs <folder>', 'where page and curve are written to', 'docs')
    .option('--no-docs', 'only print the tables')
    .option('--json <file>', 'write everything that was measured there as well')
    .parse(argv, { from: 'user' })
    .opts<RotationBenchOptions>();
}
