import type { ISubscribePacket, IUnsubscribePacket } from 'mqtt-packet';
import type { StoredSubscription } from '../sessions/session-repository';

/** A SUBSCRIBE packet, with the code for each of its filters as they are decided. */
export interface SubscribeRequest {
  readonly packetId: number;
  readonly filters: readonly string[];
  readonly hasSubscriptionIdentifier: boolean;
  readonly codes: Map<string, number>;
  /** What the client has been granted so far. */
  readonly granted: StoredSubscription[];
  /** Filters that the client had subscribed to before. */
  readonly renewed: Set<string>;
  /** Tells an MQTT 5 client what has no code of its own. */
  reasonString?: string;
}

/**
 * Takes the packet identifier out of SUBSCRIBE and UNSUBSCRIBE before aedes sees them, which then acknowledges
 * nothing: AWS IoT Core acknowledges with other codes. The requests are found again by the objects in the packet.
 */
export class SubscribeRequests {
  private readonly subscribes = new WeakMap<object, SubscribeRequest>();
  private readonly writtenFilters = new WeakMap<object, string>();
  private readonly unsubscribes = new WeakMap<object, number>();

  take(packet: ISubscribePacket | IUnsubscribePacket): void {
    const packetId = packet.messageId ?? 0;
    Reflect.deleteProperty(packet, 'messageId');
    if (packet.cmd === 'unsubscribe') {
      this.unsubscribes.set(packet.unsubscriptions, packetId);
      return;
    }
    const filters = packet.subscriptions.map(({ topic }) => topic);
    const hasSubscriptionIdentifier = packet.properties?.subscriptionIdentifier !== undefined;
    const codes = new Map<string, number>();
    const renewed = new Set<string>();
    const request = { packetId, filters, hasSubscriptionIdentifier, codes, granted: [], renewed };
    for (const subscription of packet.subscriptions) {
      this.subscribes.set(subscription, request);
      if (subscription.topic.startsWith('$share/') || subscription.topic === '__proto__') {
        this.writtenFilters.set(subscription, subscription.topic);
        // By its own name aedes refuses the one without asking anybody, and takes the other for a prototype.
        subscription.topic = `$as-written/${subscription.topic}`;
      }
    }
  }

  /** The filter as the client wrote it. */
  filterOf(subscription: { readonly topic: string }): string {
    return this.writtenFilters.get(subscription) ?? subscription.topic;
  }

  /** Undefined for a subscription of a session that is resumed. */
  subscribeOf(subscription: object): SubscribeRequest | undefined {
    return this.subscribes.get(subscription);
  }

  /** Undefined when it is not the client that unsubscribes, but its connection that ends. */
  unsubscribePacketIdOf(filters: object): number | undefined {
    return this.unsubscribes.get(filters);
  }
}
