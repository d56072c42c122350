import type { IPublishPacket } from 'mqtt-packet';

/**
 * Topic aliases of the messages to one client, on its connection (MQTT 5.0, section 3.3.2.3.4). A client that takes them
 * gets them. Guessed: whether AWS IoT Core uses them is not documented; a client that says that it takes them must.
 */
export class TopicAliases {
  /** Made for the first message: most connections have none for a long time. */
  private aliases: Map<string, number> | undefined;
  private most = 0;

  /** The client takes so many. */
  allow(most: number): void {
    this.most = most;
  }

  /** The packet as it goes over the wire: every packet has to pass, in order, and be sent. */
  shorten(packet: IPublishPacket, fits: (packet: IPublishPacket) => boolean): IPublishPacket {
    const { topic, properties } = packet;
    const known = this.aliases?.get(topic);
    if (known !== undefined) {
      return { ...packet, topic: '', properties: { ...properties, topicAlias: known } };
    }
    const used = this.aliases?.size ?? 0;
    if (used >= this.most) {
      return packet;
    }
    const topicAlias = used + 1;
    const introduced = { ...packet, properties: { ...properties, topicAlias } };
    if (!fits(introduced)) {
      return packet;
    }
    this.aliases ??= new Map();
    this.aliases.set(topic, topicAlias);
    return introduced;
  }
}
