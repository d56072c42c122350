/** Something took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(what: string, millis: number) {
    super(`${what} took longer than ${millis / 1000} s.`);
  }
}

/**
 * Waits for `work`, but no longer than `millis`, and not once `signal` is aborted. For limits on input and
 * output, which take real time: waits that are part of the rules are the business of `Timing`.
 *
 * @throws DeadlineError, the signal's reason, or what `work` throws
 */
export async function within<T>(
  work: Promise<T>,
  limit: { readonly what: string; readonly millis: number },
  signal: AbortSignal,
): Promise<T> {
  let stop = (): void => undefined;
  const broken = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(limit.what, limit.millis)), limit.millis);
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted.'));
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
  });
  try {
    // The race also listens to work that nobody waits for any more: its failure must not end the process.
    return await Promise.race([broken, work]);
  } finally {
    stop();
  }
}
