/** The cloud ends while a call is delayed: the call is to be cut. */
export class DelayCutShortError extends Error {
  override readonly name = 'DelayCutShortError';

  constructor() {
    super('the cloud has ended while a fault delayed this call');
  }
}

/** Waits that end with the cloud. */
export class Delays {
  private readonly waiting = new Map<NodeJS.Timeout, (reason: Error) => void>();
  private closed = false;

  /** @throws DelayCutShortError */
  wait(millis: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new DelayCutShortError());
        return;
      }
      const timer = setTimeout(() => {
        this.waiting.delete(timer);
        resolve();
      }, millis);
      this.waiting.set(timer, reject);
    });
  }

  close(): void {
    this.closed = true;
    for (const [timer, reject] of this.waiting) {
      clearTimeout(timer);
      reject(new DelayCutShortError());
    }
    this.waiting.clear();
  }
}
