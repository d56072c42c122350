import { constants } from 'node:os';

/** The process was asked to end. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  /** As a shell reports a process that a signal ended. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`Stopped by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Aborted by the first SIGINT or SIGTERM. A second one finds no listener and ends the process at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new StoppedError(name)));
  }
  return controller.signal;
}
