import { Readable } from 'node:stream';

interface ClientRef {
  readonly id: string;
}

interface Will {
  clientId?: string;
}

/**
 * The storage port of aedes, which is to store nothing: it acknowledges a message before it asks this port to store it,
 * and ends sessions by the machine's clock. `MessageIntake` and `Sessions` store. Wills live as long as their connection,
 * or their delay, and stay in memory. QoS 2 does not exist here.
 */
export class AedesPersistence {
  private readonly wills = new Map<string, Will>();

  async setup(): Promise<void> {
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    return Promise.resolve();
  }

  async storeRetained(): Promise<void> {
    return Promise.resolve();
  }

  /** `SubscribeExchange` sends retained messages. */
  createRetainedStreamCombi(): Readable {
    return Readable.from([]);
  }

  createRetainedStream(): Readable {
    return Readable.from([]);
  }

  async addSubscriptions(): Promise<void> {
    return Promise.resolve();
  }

  async removeSubscriptions(): Promise<void> {
    return Promise.resolve();
  }

  /** `ConnectGate` takes up what a session has subscribed to. */
  async subscriptionsByClient(): Promise<[]> {
    return Promise.resolve([]);
  }

  async subscriptionsByTopic(): Promise<[]> {
    return Promise.resolve([]);
  }

  async cleanSubscriptions(): Promise<void> {
    return Promise.resolve();
  }

  async outgoingEnqueue(): Promise<void> {
    return Promise.resolve();
  }

  async outgoingEnqueueCombi(): Promise<void> {
    return Promise.resolve();
  }

  /** The outbox knows what was acknowledged, and sends what is stored. */
  async outgoingClearMessageId(): Promise<void> {
    return Promise.resolve();
  }

  outgoingStream(): Readable {
    return Readable.from([]);
  }

  async incomingStorePacket(): Promise<never> {
    return Promise.reject(new QosTwoError());
  }

  async incomingGetPacket(): Promise<never> {
    return Promise.reject(new QosTwoError());
  }

  async incomingDelPacket(): Promise<never> {
    return Promise.reject(new QosTwoError());
  }

  async putWill(client: ClientRef, will: Will): Promise<void> {
    will.clientId = client.id;
    this.wills.set(client.id, will);
    return Promise.resolve();
  }

  async getWill(client: ClientRef): Promise<Will | undefined> {
    return Promise.resolve(this.wills.get(client.id));
  }

  async delWill(client: ClientRef): Promise<Will | undefined> {
    const will = this.wills.get(client.id);
    this.wills.delete(client.id);
    return Promise.resolve(will);
  }

  /** Wills of brokers that died; there is only this one. */
  streamWill(): Readable {
    return Readable.from([]);
  }
}

/** Reached only when a QoS 2 packet got past the gates. */
class QosTwoError extends Error {
  override readonly name = 'QosTwoError';

  constructor() {
    super('AWS IoT Core has no QoS 2.');
  }
}
