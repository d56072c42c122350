import type { EventEmitter } from 'node:events';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type EndingSignal = keyof typeof exitCodes;
const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM'];

/** A person or a program has asked this program to end, by Ctrl-C for example. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly exitCode: number;
  constructor(readonly signal: EndingSignal) {
    super(`Interrupted by ${signal}.`);
    this.exitCode = exitCodes[signal];
  }
}

/**
 * Lets work finish what it must not leave behind. A signal that asks the program to end does not end it while the work
 * runs; it aborts the work's `interruption`, whose reason is an InterruptedError.
 * @param source of the signals: the process
 * @throws InterruptedError once interrupted work has ended without an error of its own
 */
export async function interruptible<Result>(
  source: EventEmitter,
  work: (interruption: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  // A terminal and Nx both send the signal, so a second one must not end the program either.
  const listeners = endingSignals.map(
    (signal) => [signal, () => controller.abort(new InterruptedError(signal))] as const,
  );
  for (const [signal, listener] of listeners) {
    source.on(signal, listener);
  }
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    for (const [signal, listener] of listeners) {
      source.off(signal, listener);
    }
  }
}
