import { CommanderError, type Command } from 'commander';
import { withFleet } from '../fleet/fleet';
import { withVoucherDesk } from '../vouchers/desk';
import type { ExitCode } from './exit-codes';
import { failureOf } from './failure';
import { processOutput } from './output';
import { buildProgram, globalOptions } from './program';

/** Carries out a command line and returns its exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const program = buildProgram(
    (work) => {
      const options = globalOptions(program);
      return withFleet(options, (fleet) => work(fleet, processOutput(options)));
    },
    (work) => {
      const options = globalOptions(program);
      return withVoucherDesk(options, (desk) => work(desk, processOutput(options)));
    },
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return report(program, error);
  }
}

/** In words on stderr, and with --json for machines on stdout as well. */
async function report(program: Command, error: unknown): Promise<ExitCode> {
  const { message, exitCode } = failureOf(error);
  const output = processOutput(globalOptions(program));
  // Commander itself has said on stderr what is wrong, or on stdout what was asked for.
  if (!(error instanceof CommanderError)) {
    output.say(message);
  }
  if (exitCode !== 0 && output.json) {
    const name = error instanceof Error ? error.name : 'Error';
    await output.result('', { error: { name, message }, exitCode });
  }
  return exitCode;
}
