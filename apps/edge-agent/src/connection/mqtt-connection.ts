import { Socket } from 'node:net';
import type MqttClient from 'mqtt/lib/client';
import type { Connection, ConnectionRequest } from './connection';
import {
  DisconnectedError,
  OperationRefusedError,
  UnacknowledgedError,
  type Operation,
} from './connection-errors';
import { disconnectWords } from './disconnect-words';

/** So long a connection may take to end in good order. */
const goodbyeMillis = 2_000;

/** In other words than the MQTT library's. */
const connectionFaults: Readonly<Record<string, string>> = {
  'Keepalive timeout': 'the server has said nothing for too long',
};

/** Makes the MQTT library go on without an acknowledgement. */
const notTaken = new Error('This connection has no handler for the message.');

/** One MQTT connection over the library's client, from its CONNECT on, until it ends. */
export class MqttConnection implements Connection {
  readonly clientId: string;
  closed: Error | undefined;
  packetsReceived = 0;
  private readonly closeListeners = new Set<(reason: Error) => void>();
  private readonly messageListeners = new Set<(topic: string, payload: Uint8Array) => void>();
  private readonly unacknowledged = new Set<Promise<void>>();
  private detail = 'the server closed it';
  private closing = false;
  private goodbye: NodeJS.Timeout | undefined;
  /** While the connection is drained: settles when that is over. */
  private held: Promise<void> | undefined;
  private release: () => void = noop;

  constructor(
    private readonly client: MqttClient,
    { clientId, takeMessage = () => true }: ConnectionRequest,
    /** So long a PUBACK or a SUBACK may take. */
    private readonly settings: { readonly acknowledgementMillis: number },
  ) {
    this.clientId = clientId;
    // Called for each message, and before its acknowledgement is sent.
    client.handleMessage = ({ topic, payload, qos }, done) => {
      const bytes = Buffer.from(payload);
      const taken = takeMessage(topic, bytes, qos === 0 ? 0 : 1, this);
      this.messageListeners.forEach((listener) => listener(topic, bytes));
      done(taken ? undefined : notTaken);
    };
    client.on('packetreceive', () => (this.packetsReceived += 1));
    client.on('disconnect', (packet) => (this.detail = disconnectWords(packet.reasonCode)));
    // Without a listener an error of a later moment (a keep-alive that fails) would end the process.
    client.on('error', ({ message }) => (this.detail = connectionFaults[message] ?? message));
    client.on('close', () => this.ended(new DisconnectedError(clientId, this.detail)));
  }

  publish(topic: string, payload: Uint8Array, options: { readonly qos: 0 | 1 }): Promise<void> {
    return this.held === undefined
      ? this.send(topic, payload, options)
      : this.held.then(() => this.publish(topic, payload, options));
  }

  private send(topic: string, payload: Uint8Array, { qos }: { readonly qos: 0 | 1 }): Promise<void> {
    const sent = this.untilAnswered('publish', topic, (resolve, reject) => {
      this.client.publish(topic, Buffer.from(payload), { qos }, (error) =>
        error ? reject(this.failed('publish', topic, error)) : resolve(),
      );
    });
    if (qos === 1) {
      const settled: Promise<void> = sent
        .then(noop, noop)
        .then(() => void this.unacknowledged.delete(settled));
      this.unacknowledged.add(settled);
    }
    return sent;
  }

  subscribe(topicFilters: readonly string[], { qos }: { readonly qos: 0 | 1 } = { qos: 0 }): Promise<void> {
    const topics = topicFilters.join(', ');
    return this.untilAnswered('subscribe', topics, (resolve, reject) => {
      this.client.subscribe([...topicFilters], { qos }, (error) =>
        error ? reject(this.failed('subscribe', topics, error)) : resolve(),
      );
    });
  }

  unsubscribe(topicFilters: readonly string[]): Promise<void> {
    const topics = topicFilters.join(', ');
    return this.untilAnswered('unsubscribe', topics, (resolve, reject) => {
      this.client.unsubscribe([...topicFilters], (error) =>
        error ? reject(this.failed('unsubscribe', topics, error)) : resolve(),
      );
    });
  }

  onMessage(listener: (topic: string, payload: Uint8Array) => void): () => void {
    this.messageListeners.add(listener);
    return () => void this.messageListeners.delete(listener);
  }

  onClose(listener: (reason: Error) => void): () => void {
    if (this.closed !== undefined) {
      queueMicrotask(() => listener(this.closed ?? new DisconnectedError(this.clientId, this.detail)));
      return noop;
    }
    this.closeListeners.add(listener);
    return () => void this.closeListeners.delete(listener);
  }

  async drain(): Promise<void> {
    this.held ??= new Promise((resolve) => (this.release = resolve));
    await Promise.all(this.unacknowledged);
  }

  resume(): void {
    this.held = undefined;
    this.release();
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.onClose(() => resolve()));
    if (this.closed === undefined && !this.closing) {
      this.closing = true;
      this.detail = 'the agent closed it';
      // The library waits for every acknowledgement, and for the server to hang up: either may never come.
      this.goodbye = setTimeout(() => this.client.stream.destroy(), goodbyeMillis);
      this.onClose(() => clearTimeout(this.goodbye));
      this.client.end(false, { reasonCode: 0 });
    }
    await gone;
  }

  async leave(): Promise<void> {
    const { stream } = this.client;
    const said = new Promise<void>((resolve) => stream.once('finish', resolve));
    await Promise.race([said, this.close()]);
    this.goodbye?.unref();
    if (stream instanceof Socket) {
      stream.unref();
    }
  }

  /**
   * The library leaves callbacks of lost messages uncalled, and those of messages that are never acknowledged: their
   * promises are rejected when the connection ends, and when time is over.
   */
  private untilAnswered(
    operation: Operation,
    topic: string,
    start: (resolve: () => void, reject: (reason: Error) => void) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        clearTimeout(deadline);
        forget();
        action();
      };
      const forget = this.onClose((reason) => settle(() => reject(reason)));
      const { acknowledgementMillis } = this.settings;
      const late = (): void =>
        settle(() => reject(new UnacknowledgedError(operation, topic, acknowledgementMillis)));
      const deadline = setTimeout(late, acknowledgementMillis);
      if (!this.closing) {
        start(
          () => settle(resolve),
          (reason) => settle(() => reject(this.closed ?? reason)),
        );
      }
    });
  }

  /** An answer of the server has a reason code or is a packet; anything else is a connection on its way out. */
  private failed(operation: Operation, topic: string, error: Error): Error {
    const reasonCode = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
    return reasonCode !== undefined || 'packet' in error
      ? new OperationRefusedError(operation, topic, error, reasonCode)
      : new DisconnectedError(this.clientId, error.message, error);
  }

  private ended(reason: Error): void {
    if (this.closed === undefined) {
      this.closed = reason;
      this.resume();
      this.closeListeners.forEach((listener) => listener(reason));
      this.closeListeners.clear();
    }
  }
}

function noop(): void {
  return undefined;
}
