import type { Connection, ConnectionRequest } from '../../../../apps/edge-agent/src/connection/connection';
import {
  DisconnectedError,
  OperationRefusedError,
} from '../../../../apps/edge-agent/src/connection/connection-errors';
import type { VirtualTime } from './virtual-time';

/** Half of what a packet takes to the broker and back. */
export const wayMillis = 40;

/** The broker, as its connections see it. */
export interface BrokerSide {
  readonly time: VirtualTime;
  admitsSubscription(): boolean;
  /** A client publishes. */
  take(connection: StormConnection, topic: string, payload: Uint8Array): void;
  left(connection: StormConnection): void;
}

/** One connection of an agent, without MQTT and TLS. */
export class StormConnection implements Connection {
  closed: Error | undefined;
  /** Programs of the device, who need it, are not played. */
  readonly packetsReceived = 0;
  private readonly closeListeners = new Set<(reason: Error) => void>();
  private readonly messageListeners = new Set<(topic: string, payload: Uint8Array) => void>();

  constructor(
    private readonly broker: BrokerSide,
    private readonly request: ConnectionRequest,
    readonly certificateId: string,
  ) {}

  get clientId(): string {
    return this.request.clientId;
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    await this.travel();
    this.broker.take(this, topic, payload);
    await this.travel();
  }

  async subscribe(topicFilters: readonly string[]): Promise<void> {
    await this.travel();
    if (!this.broker.admitsSubscription()) {
      throw new OperationRefusedError('subscribe', topicFilters.join(), new Error('Quota exceeded'));
    }
    await this.travel();
  }

  async unsubscribe(): Promise<void> {
    await this.travel();
    await this.travel();
  }

  onMessage(listener: (topic: string, payload: Uint8Array) => void): () => void {
    this.messageListeners.add(listener);
    return () => void this.messageListeners.delete(listener);
  }

  onClose(listener: (reason: Error) => void): () => void {
    const { closed } = this;
    if (closed !== undefined) {
      queueMicrotask(() => listener(closed));
      return () => undefined;
    }
    this.closeListeners.add(listener);
    return () => void this.closeListeners.delete(listener);
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  resume(): void {
    return undefined;
  }

  close(): Promise<void> {
    this.end('the agent closed it');
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return this.close();
  }

  /** The broker has a message for it. */
  deliver(topic: string, payload: Uint8Array): void {
    if (this.closed !== undefined) {
      return;
    }
    this.request.takeMessage?.(topic, payload, 1, this);
    this.messageListeners.forEach((listener) => listener(topic, payload));
  }

  end(detail: string): void {
    if (this.closed !== undefined) {
      return;
    }
    const reason = new DisconnectedError(this.clientId, detail);
    this.closed = reason;
    this.broker.left(this);
    this.closeListeners.forEach((listener) => listener(reason));
    this.closeListeners.clear();
    this.messageListeners.clear();
  }

  /** @throws DisconnectedError when it ends meanwhile */
  private async travel(): Promise<void> {
    await this.broker.time.pause(wayMillis);
    if (this.closed !== undefined) {
      throw this.closed;
    }
  }
}
