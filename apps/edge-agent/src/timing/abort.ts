/** Resolves once the signal is aborted. A signal that outlives its listeners has to be told that they are gone. */
export function abortOf(signal: AbortSignal): {
  readonly aborted: Promise<void>;
  readonly forget: () => void;
} {
  let abort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (abort = resolve));
  if (signal.aborted) {
    abort();
  }
  signal.addEventListener('abort', abort, { once: true });
  return { aborted, forget: () => signal.removeEventListener('abort', abort) };
}

/** Aborted as the signal is, once this work is done too. */
export function abortedAfter(signal: AbortSignal, work: Promise<void>): AbortSignal {
  const over = new AbortController();
  void Promise.all([abortOf(signal).aborted, work]).then(() => over.abort(signal.reason));
  return over.signal;
}

/** For the `catch` of work that the signal's abort ends with an error. */
export function toleratingAbortOf(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) {
      throw error;
    }
  };
}
