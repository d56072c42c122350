import type { Backlog, Delivery } from '../deliver/delivery';
import type { QueuedMessage, SessionQueueRepository } from './session-queue-repository';

/** Messages are up to 128 KB: few at once stay in memory. */
const messagesPerPage = 8;

/** What a session has stored, in the order of its arrival, read as it is asked for. */
export class SessionBacklog implements Backlog {
  private page: QueuedMessage[] = [];
  private lastId = 0;

  constructor(
    private readonly queue: SessionQueueRepository,
    /** Its id is known when the first message is asked for. */
    private readonly client: { readonly id: string },
  ) {}

  next(): Delivery | undefined {
    if (this.page.length === 0) {
      this.page = this.queue.after(this.client.id, this.lastId, messagesPerPage);
    }
    const next = this.page.shift();
    if (!next) {
      return undefined;
    }
    const { id, message } = next;
    this.lastId = id;
    const forget = (): void => this.queue.delete(id);
    return { ...message, kept: { release: forget, refuse: forget, giveBack: () => undefined } };
  }
}
