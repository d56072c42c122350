import type { Client } from 'aedes';
import type { IPublishPacket } from 'mqtt-packet';
import { generate } from 'mqtt-packet';

/** The packet's size if it is above the client's Maximum Packet Size (MQTT 5.0, section 3.1.2.11.4). */
export function excessiveSize(
  { maximumPacketSize, version }: Pick<Client, 'maximumPacketSize' | 'version'>,
  packet: IPublishPacket,
): number | undefined {
  if (version !== 5 || maximumPacketSize === undefined) {
    return undefined;
  }
  const bytes = generate(packet, { protocolVersion: 5 }).length;
  return bytes > maximumPacketSize ? bytes : undefined;
}
