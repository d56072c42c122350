import { isNativeError } from 'node:util/types';
import { CloudOptionError, DataDirectoryError } from '@fleet/emulator-cloud';
import type { StartOptions } from '@fleet/emulator-cloud';
import { CannotServeError } from './cannot-serve-error';

const optionNames: Record<CloudOptionError['option'], string> = {
  host: '--host',
  publicHost: '--public-host',
};

/** Errors of the machine as a sentence that names the option to change. */
export function explained(error: unknown, options: Pick<StartOptions, 'host' | 'mqttPort'>): unknown {
  if (error instanceof DataDirectoryError) {
    return new CannotServeError(error.message, { cause: error });
  }
  if (error instanceof CloudOptionError) {
    return new CannotServeError(`${optionNames[error.option]} must be ${error.mustBe}`, { cause: error });
  }
  if (!(isNativeError(error) && 'code' in error)) {
    return error;
  }
  if ('path' in error && typeof error.path === 'string') {
    return new CannotServeError(
      `cannot use ${error.path} (${error.message}); check its permissions or choose another --data-dir`,
      { cause: error },
    );
  }
  return explainedPort(error, options) ?? error;
}

function explainedPort(
  error: Error & { code: unknown },
  { host, mqttPort }: Pick<StartOptions, 'host' | 'mqttPort'>,
): CannotServeError | undefined {
  const port = 'port' in error ? Number(error.port) : undefined;
  const option = port === mqttPort ? '--mqtt-port' : '--port';
  switch (error.code) {
    case 'EADDRINUSE':
      return new CannotServeError(
        `port ${port} is in use; stop the program that uses it, or choose another ${option}`,
      );
    case 'EACCES':
      return new CannotServeError(`this user may not use port ${port}; choose another ${option}`);
    case 'EADDRNOTAVAIL':
      return new CannotServeError(`${host} is not an address of this machine; choose another --host`);
    default:
      return undefined;
  }
}
