import type { Clock } from '@fleet/emulator-clock';

/** The end of waiting for an answer: after the resource's timeout, or when the cloud shuts down. */
export class Waiting {
  /** Only ever rejects. */
  readonly over: Promise<never>;
  private readonly controller = new AbortController();

  constructor(clock: Clock, shutdown: AbortSignal, seconds: number, requestId: string) {
    this.over = new Promise<never>((_resolve, reject) => {
      const stop = (): void => reject(new Error('the cloud shuts down', { cause: shutdown.reason }));
      shutdown.addEventListener('abort', stop, { once: true });
      const cancelTimer = clock.at(new Date(clock.nowMillis() + seconds * 1000), () =>
        reject(
          new Error(
            `CloudFormation did not receive a response from your Custom Resource within ${seconds} seconds. ` +
              `Please check your logs for requestId [${requestId}].`,
          ),
        ),
      );
      this.signal.addEventListener('abort', () => {
        cancelTimer();
        shutdown.removeEventListener('abort', stop);
      });
    });
    // The answer may have won long before; a loss that nobody looks at is none.
    this.over.catch(() => undefined);
  }

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(): void {
    this.controller.abort();
  }
}
