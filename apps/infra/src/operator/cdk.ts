import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { InterruptedError } from './interruption';

/** The cdk CLI ended with an error, which it has printed itself. */
export class CdkFailedError extends Error {
  override readonly name = 'CdkFailedError';
  constructor(
    command: string,
    readonly exitCode: number,
  ) {
    super(`cdk ${command} failed with exit code ${exitCode}`);
  }
}

export type CdkCommand = readonly [name: string, ...rest: string[]];

/**
 * Runs a command of the cdk CLI to its end.
 * @throws CdkFailedError, InterruptedError
 */
export type Cdk = (command: CdkCommand, environment: NodeJS.ProcessEnv) => Promise<void>;

const ownCli = () => createRequire(__filename).resolve('aws-cdk/bin/cdk');

/**
 * The unmodified cdk CLI of this workspace, its output on this terminal. An interruption is passed on to it, and it
 * is awaited: what it does at its end must not happen behind the back of the one who called it.
 * @param cli the program, for tests
 */
export function cdkCli(interruption: AbortSignal, cli: string = ownCli()): Cdk {
  return async ([command, ...rest], environment) => {
    interruption.throwIfAborted();
    const child = spawn(process.execPath, [cli, command, ...rest, '--no-notices'], {
      stdio: 'inherit',
      env: { CDK_DISABLE_CLI_TELEMETRY: 'true', ...environment },
    });
    const passOn = () => {
      const reason: unknown = interruption.reason;
      child.kill(reason instanceof InterruptedError ? reason.signal : 'SIGTERM');
    };
    interruption.addEventListener('abort', passOn, { once: true });
    const exitCode = await new Promise<number>((ended, failed) => {
      child.once('error', failed);
      child.once('close', (code) => ended(code ?? 1));
    }).finally(() => interruption.removeEventListener('abort', passOn));
    interruption.throwIfAborted();
    if (exitCode !== 0) {
      throw new CdkFailedError(command, exitCode);
    }
  };
}
