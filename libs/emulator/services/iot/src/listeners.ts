/** Those who want to know about one kind of event; a listener that throws does not keep it from the others. */
export class Listeners<Event> {
  private readonly listeners = new Set<(event: Event) => void>();

  /** Returns unsubscribe. */
  add(listener: (event: Event) => void): () => void {
    const entry = (event: Event): void => {
      listener(event);
    };
    this.listeners.add(entry);
    return () => {
      this.listeners.delete(entry);
    };
  }

  /** @throws AggregateError with what listeners threw, after all of them were called */
  tell(event: Event): void {
    const failures: unknown[] = [];
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, 'listeners failed');
    }
  }
}
