import type { EventWriter, SentEvent } from './event-stream';

/** Events for a reader who may be slow, or frozen: nobody who adds one waits for him. */
export class EventQueue<Event extends SentEvent> {
  private readonly waiting: Event[] = [];
  private sending: Promise<void> | undefined;

  /** @param makeRoom takes from what waits what is too much */
  constructor(
    private readonly events: EventWriter<Event>,
    private readonly makeRoom: (waiting: Event[]) => void,
  ) {}

  /** Aborted when the reader is gone. */
  get gone(): AbortSignal {
    return this.events.gone;
  }

  add(event: Event): void {
    if (!this.gone.aborted) {
      this.waiting.push(event);
      this.makeRoom(this.waiting);
      this.sending ??= this.sendAll();
    }
  }

  /** Until the reader has taken all, or is gone. */
  async drained(): Promise<void> {
    await this.sending;
  }

  private async sendAll(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.events.send(next);
    }
    this.sending = undefined;
  }
}
