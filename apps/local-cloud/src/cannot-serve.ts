import { isNativeError } from 'node:util/types';
import type { CloudOptions } from '@fleet/emulator-cloud';
import { StoreError } from '@fleet/emulator-store';

/** A reason not to run that the user can do something about: a sentence, no stack trace. */
export class CannotServeError extends Error {}

/** Errors of the machine as a sentence that names the option to change. */
export function explained(error: unknown, options: Pick<CloudOptions, 'host' | 'mqttPort'>): unknown {
  if (error instanceof StoreError) {
    return new CannotServeError(error.message, { cause: error });
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
  const port = 'port' in error ? Number(error.port) : undefined;
  const option = port === options.mqttPort ? '--mqtt-port' : '--port';
  switch (error.code) {
    case 'EADDRINUSE':
      return new CannotServeError(
        `port ${port} is in use; stop the program that uses it, or choose another ${option}`,
      );
    case 'EACCES':
      return new CannotServeError(`this user may not use port ${port}; choose another ${option}`);
    case 'EADDRNOTAVAIL':
      return new CannotServeError(`${options.host} is not an address of this machine; choose another --host`);
    default:
      return error;
  }
}
