import * as z from 'zod/mini';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import { DisconnectedError, OperationRefusedError } from '../connection/connection-errors';
import type { Carrier } from '../provisioning/carrier';

/** A message of the device's own programs: a line of JSON. */
const outgoingMessage = z.object({
  topic: z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^[^+#\0]+$/)),
  payload: z.string().check(z.maxLength(128 * 1024)),
});

/**
 * Publishes what the device's own programs have to say, in order, at QoS 1, over whatever connection there is. A
 * message counts as published only once the server has acknowledged it; one whose acknowledgement got lost, in a
 * rotation or with the network, is sent again over the next connection.
 */
export class Outbox {
  private carrier: Carrier | undefined;
  private changed: () => void = () => undefined;

  constructor(private readonly agent: Agent) {}

  /** Another identity carries the session from now on. */
  carries(carrier: Carrier): void {
    this.carrier = carrier;
    this.changed();
  }

  /**
   * Publishes every line until there are no more. The next line is taken when the one before it is published:
   * a device that is offline holds its programs up instead of filling its memory.
   */
  async publishAll(lines: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    for await (const line of lines) {
      if (signal.aborted) {
        return;
      }
      const message = parseLine(line);
      if (message === undefined) {
        const why =
          'A line of the input is not {"topic":"...","payload":"..."} with a legal topic: the agent skips it';
        this.agent.report({ event: 'warning', message: why });
      } else {
        await this.publish(message, signal);
      }
    }
  }

  private async publish(message: z.infer<typeof outgoingMessage>, signal: AbortSignal): Promise<void> {
    const { topic, payload } = message;
    for (;;) {
      const connection = await this.connected(signal);
      if (connection === undefined) {
        return;
      }
      try {
        await connection.publish(topic, new TextEncoder().encode(payload), { qos: 1 });
        this.agent.report({ event: 'published', topic });
        return;
      } catch (error) {
        if (error instanceof OperationRefusedError) {
          this.agent.report({ event: 'warning', message: error.message });
          return;
        }
        if (!(error instanceof DisconnectedError)) {
          throw error;
        }
        await new Promise((resolve) => connection.onClose(resolve));
      }
    }
  }

  /** A living connection; `undefined` when the agent is to end before there is one. */
  private async connected(signal: AbortSignal): Promise<Connection | undefined> {
    while (!signal.aborted) {
      const connection = this.carrier?.connection;
      if (connection !== undefined && connection.closed === undefined) {
        return connection;
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.changed = wake;
        signal.addEventListener('abort', wake);
      });
    }
    return undefined;
  }
}

function parseLine(line: string): z.infer<typeof outgoingMessage> | undefined {
  try {
    const parsed = outgoingMessage.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
