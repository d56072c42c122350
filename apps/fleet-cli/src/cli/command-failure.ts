import { failureOf } from '@fleet/fleet-operations';
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes';
import { commandFor } from './next-commands';

/** What an error is to the operator, and to the script that called the command. */
export interface CommandFailure {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Says of any error in one sentence what happened and what to do. */
export function commandFailureOf(error: unknown): CommandFailure {
  if (error instanceof CommanderError) {
    return { message: error.message, exitCode: error.exitCode === 0 ? exitCodes.done : exitCodes.usage };
  }
  const { message, kind, next } = failureOf(error);
  const sequel = next === undefined ? '' : ` What to do: ${commandFor(next)}.`;
  return { message: `${message}${sequel}`, exitCode: exitCodes[kind] };
}
