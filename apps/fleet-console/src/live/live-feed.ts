import type { LiveEvent } from '@fleet/fleet-console-api';

type Listener = (event: LiveEvent) => void;

/** Tells every page that is open what has changed. */
export class LiveFeed {
  private readonly listeners = new Set<Listener>();
  private onFirst: () => void = () => undefined;

  /** @param begin called when somebody listens after nobody did */
  whenHeard(begin: () => void): void {
    this.onFirst = begin;
  }

  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  publish(event: LiveEvent): void {
    this.listeners.forEach((tell) => tell(event));
  }

  /** Until the signal says that the listener is gone. */
  listen(tell: Listener, gone: AbortSignal): void {
    if (gone.aborted) {
      return;
    }
    const isFirst = !this.isHeard;
    this.listeners.add(tell);
    gone.addEventListener('abort', () => this.listeners.delete(tell), { once: true });
    if (isFirst) {
      this.onFirst();
    }
  }
}
