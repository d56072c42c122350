import { CommanderError } from 'commander';
import { withFleet, type Output } from '@fleet/fleet-operations';
import { withVoucherDesk } from '../vouchers/desk';
import { commandFailureOf } from './command-failure';
import type { ExitCode } from './exit-codes';
import { processOutput } from './process-output';
import { ProgressLine } from './progress';
import { buildProgram, globalOptions } from './program';

/** Carries out a command line and returns its exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const progress = new ProgressLine(process.stderr);
  const program = buildProgram(
    (work) => {
      const options = globalOptions(program);
      return withFleet(options, (fleet) => work(fleet, processOutput(options, progress)));
    },
    (work) => {
      const options = globalOptions(program);
      return withVoucherDesk(options, (desk) => work(desk, processOutput(options, progress)));
    },
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return await report(processOutput(globalOptions(program), progress), error);
  } finally {
    progress.clear();
  }
}

/** In words on stderr, and with --json for machines on stdout as well. */
async function report(output: Output, error: unknown): Promise<ExitCode> {
  const { message, exitCode } = commandFailureOf(error);
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
