import * as z from 'zod/mini';
import type { Agent } from '../agent';
import type { Connection } from '../connection/connection';
import { DisconnectedError, OperationRefusedError } from '../connection/connection-errors';
import type { Carrier } from '../provisioning/carrier';

/** The limits of AWS IoT Core are of UTF-8 bytes. */
const withinBytes = (most: number) => z.refine<string>((text) => Buffer.byteLength(text) <= most);

/** A message of the device's own programs, within the limits of AWS IoT Core: a line of JSON. */
const outgoingMessage = z.object({
  topic: z.string().check(z.minLength(1), withinBytes(256), z.regex(/^[^+#\0]+$/)),
  payload: z.string().check(withinBytes(128 * 1024)),
});
type OutgoingMessage = z.infer<typeof outgoingMessage>;

/**
 * AWS IoT Core refuses no message: it closes the connection on one that the policy forbids, as a network does that
 * fails. A message with which this many connections are lost, one after the other, is taken to be the cause.
 */
const mostConnectionsLost = 3;

/**
 * Publishes what the device's own programs have to say, in order, at QoS 1, over whatever connection there is. A
 * message counts as published only once the server has acknowledged it; one whose acknowledgement got lost, in a
 * rotation or with the network, is sent again over the next connection, until it has cost too many of them.
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
        this.warn(
          'A line of the input is not {"topic":"...","payload":"..."} with a legal topic and at most 128 KiB of ' +
            'payload: the agent skips it',
        );
      } else {
        await this.publish(message, signal);
      }
    }
  }

  private async publish(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    for (let lost = 0; lost < mostConnectionsLost; lost += 1) {
      const connection = await this.connected(signal);
      if (connection === undefined || (await this.isAnswered(message, connection))) {
        return;
      }
    }
    this.warn(
      `The agent gives up a message on ${message.topic}: ${mostConnectionsLost} connections in a row were lost before ` +
        `the server acknowledged it. Check that the policy of the device's certificate allows this topic.`,
    );
  }

  /** Publishes over the connection. False where that was lost before the server had said yes or no. */
  private async isAnswered({ topic, payload }: OutgoingMessage, connection: Connection): Promise<boolean> {
    try {
      await connection.publish(topic, new TextEncoder().encode(payload), { qos: 1 });
      this.agent.report({ event: 'published', topic });
      return true;
    } catch (error) {
      if (error instanceof OperationRefusedError) {
        this.warn(error.message);
        return true;
      }
      if (!(error instanceof DisconnectedError)) {
        throw error;
      }
      await new Promise((resolve) => connection.onClose(resolve));
      return false;
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

  private warn(message: string): void {
    this.agent.report({ event: 'warning', message });
  }
}

function parseLine(line: string): OutgoingMessage | undefined {
  try {
    const parsed = outgoingMessage.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
