import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

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

/**
 * Runs the unmodified cdk CLI of this workspace, its output on this terminal.
 * @throws CdkFailedError
 */
export async function cdk(
  [command, ...rest]: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const cli = createRequire(__filename).resolve('aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [cli, command, ...rest, '--no-notices'], {
    stdio: 'inherit',
    env: { CDK_DISABLE_CLI_TELEMETRY: 'true', ...environment },
  });
  const exitCode = await new Promise<number>((ended, failed) => {
    child.once('error', failed);
    child.once('close', (code) => ended(code ?? 1));
  });
  if (exitCode !== 0) {
    throw new CdkFailedError(command, exitCode);
  }
}
