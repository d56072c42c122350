/** Any event that a stream sends. */
export interface SentEvent {
  readonly kind: string;
}

/** Server-sent events to one reader. */
export interface EventWriter<Event extends SentEvent> {
  /** Waits for a slow reader, so that nothing piles up; does nothing once the reader is gone. */
  readonly send: (event: Event) => Promise<void>;
  /** Aborted when the reader is gone. */
  readonly gone: AbortSignal;
}

/** An answer that says what `work` sends, and ends when it ends. Whoever reads may go away; `work` decides what then. */
export function eventStream<Event extends SentEvent>(
  work: (events: EventWriter<Event>) => Promise<void>,
): Response {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const waiting = new Set<() => void>();
  const wake = () => {
    waiting.forEach((go) => go());
    waiting.clear();
  };
  const send = async (controller: ReadableStreamDefaultController<Uint8Array>, event: Event) => {
    while (!gone.signal.aborted && (controller.desiredSize ?? 0) <= 0) {
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
    if (!gone.signal.aborted) {
      // JSON has no line break, so one line is the whole of it.
      controller.enqueue(encoder.encode(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`));
    }
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const end = () => {
        if (!gone.signal.aborted) {
          controller.close();
        }
      };
      void work({ send: (event) => send(controller, event), gone: gone.signal }).then(
        end,
        (error: unknown) => {
          controller.error(error);
        },
      );
    },
    pull: wake,
    cancel: () => {
      gone.abort();
      wake();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}
