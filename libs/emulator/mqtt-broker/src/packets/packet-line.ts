interface Waiting {
  readonly isHeldUntilDone: boolean;
  readonly handle: () => void;
}

/**
 * The packets of one client, in order: what comes behind a SUBSCRIBE or an UNSUBSCRIBE waits until that has taken effect.
 * aedes begins with all packets at once that arrive together, and what it begins first can end last.
 */
export class PacketLine {
  private readonly waiting: Waiting[] = [];
  private isHeld = false;

  /** Handles a packet, now or when those before it are done. */
  take(handle: () => void, isHeldUntilDone: boolean): void {
    if (this.isHeld || this.waiting.length > 0) {
      this.waiting.push({ handle, isHeldUntilDone });
    } else {
      this.isHeld = isHeldUntilDone;
      handle();
    }
  }

  /** The packet that holds the others up is done. */
  goOn(): void {
    this.isHeld = false;
    this.advance();
  }

  private advance(): void {
    while (!this.isHeld) {
      const next = this.waiting.shift();
      if (!next) {
        return;
      }
      this.isHeld = next.isHeldUntilDone;
      next.handle();
    }
  }
}
