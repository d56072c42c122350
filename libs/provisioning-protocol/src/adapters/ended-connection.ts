type Listener = (reason: Error) => void;

/**
 * Whether a client's connection has ended, from the moment on at which its transport was made. A client that reconnects
 * by itself goes on over another connection, to which no answer of this one comes.
 */
export class EndedConnection {
  private reason: Error | undefined;
  private readonly listeners = new Set<Listener>();

  /** Only the first end counts. */
  end(reason: Error): void {
    if (this.reason !== undefined) {
      return;
    }
    this.reason = reason;
    const told = [...this.listeners];
    this.listeners.clear();
    for (const listener of told) {
      listener(reason);
    }
  }

  /** Tells of the end once, at once where it has been. @returns how to stop */
  onEnd(listener: Listener): () => void {
    if (this.reason !== undefined) {
      listener(this.reason);
      return () => undefined;
    }
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
