import { Command, InvalidArgumentError } from 'commander';
import { defined } from '@fleet/optional-members';

/** What the command line says. */
export interface ConsoleOptions {
  readonly local: boolean;
  readonly readOnly: boolean;
  /** 0 for any that is free. */
  readonly port: number;
  readonly tag?: string;
}

interface Flags {
  readonly local: boolean;
  readonly readOnly: boolean;
  readonly port: number;
  readonly tag?: string;
}

/** @throws CommanderError, also where help was asked for */
export function readOptions(argv: readonly string[]): ConsoleOptions {
  const command = new Command('fleet-console')
    .description(
      'Serves a page that shows a fleet and its devices, and does what fleet-cli does. It listens on 127.0.0.1 only, and ' +
        'prints a link that works once, within a minute.',
    )
    .option('--local', 'a running local-cloud instead of AWS', false)
    .option('--tag <tag>', 'resource tag of the fleet, instead of the one in its configuration file')
    .option('--port <number>', 'port to listen on, 0 for any', port, 0)
    .option('--read-only', 'show everything, and change nothing', false)
    .allowExcessArguments(false)
    .exitOverride();
  const { local, readOnly, tag, port: at } = command.parse(argv, { from: 'user' }).opts<Flags>();
  return { local, readOnly, port: at, ...defined({ tag }) };
}

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  }
  return number;
}
