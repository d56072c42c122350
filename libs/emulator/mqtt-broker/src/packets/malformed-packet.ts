import type { Packet } from 'mqtt-packet';
import type { PacketWithProperties } from './packet-properties';
import { brokenProperties } from './packet-properties';

/** Why a packet is none that a client may send, or undefined. Acting on it would break others, who get what is in it. */
export function malformation(packet: Packet): string | undefined {
  if (namesOf(packet).some((name) => name.includes('\0'))) {
    return 'a text contains U+0000 (MQTT 3.1.1 and 5.0, section 1.5)';
  }
  if (packet.cmd === 'connect') {
    return propertiesOf('connect', packet) ?? brokenProperties('will', packet.will?.properties);
  }
  return isOneWithProperties(packet.cmd) ? propertiesOf(packet.cmd, packet) : undefined;
}

/** Texts by which clients, topics and policies are found. */
function namesOf(packet: Packet): readonly string[] {
  switch (packet.cmd) {
    case 'connect':
      return packet.will ? [packet.clientId, packet.will.topic] : [packet.clientId];
    case 'publish':
      return [packet.topic];
    case 'subscribe':
      return packet.subscriptions.map(({ topic }) => topic);
    case 'unsubscribe':
      return packet.unsubscriptions;
    default:
      return [];
  }
}

function isOneWithProperties(command: string): command is Exclude<PacketWithProperties, 'connect' | 'will'> {
  return ['publish', 'subscribe', 'unsubscribe', 'puback', 'disconnect'].includes(command);
}

function propertiesOf(command: PacketWithProperties, packet: Packet): string | undefined {
  return brokenProperties(command, 'properties' in packet ? packet.properties : undefined);
}
