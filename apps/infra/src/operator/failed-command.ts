import { callFailureOf } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import { CdkFailedError } from './cdk';
import { InterruptedError } from './interruption';

/**
 * Ends the program as a command that failed: says why, unless the cdk CLI or the user has, and sets the exit code.
 */
export function failCommand(error: unknown, say: (line: string) => void): void {
  if (error instanceof CdkFailedError || error instanceof InterruptedError) {
    process.exitCode = error.exitCode;
    return;
  }
  process.exitCode = 1;
  say(callFailureOf(error)?.message ?? errorInWords(error));
}
