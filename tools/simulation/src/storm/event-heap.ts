/** What is to happen at a moment. */
export interface TimedEvent {
  readonly at: number;
  /** Of two at one moment, the one that was arranged first comes first. */
  readonly order: number;
  /** `undefined` once it is called off. */
  fire: (() => void) | undefined;
}

export function isBefore(one: TimedEvent, other: TimedEvent): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Events, of which the next is at hand: a binary heap. */
export class EventHeap {
  private readonly heap: TimedEvent[] = [];

  /** The first that is not called off. */
  first(): TimedEvent | undefined {
    for (;;) {
      const [first] = this.heap;
      if (first === undefined || first.fire !== undefined) {
        return first;
      }
      this.take();
    }
  }

  push(event: TimedEvent): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) {
        break;
      }
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  take(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const smaller = this.smaller(left, left + 1);
      const below = heap[smaller];
      if (below === undefined || isBefore(last, below)) {
        break;
      }
      heap[at] = below;
      at = smaller;
    }
    heap[at] = last;
  }

  private smaller(one: number, other: number): number {
    const left = this.heap[one];
    const right = this.heap[other];
    return right !== undefined && left !== undefined && isBefore(right, left) ? other : one;
  }
}
