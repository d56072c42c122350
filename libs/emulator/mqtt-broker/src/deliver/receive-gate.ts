import type { DeviceConnection } from '../connect/device-connection';
import { filterSelects } from '../topics/topic-filter';

/** Does this connection get a message that one of its subscriptions has matched? */
export function mayReceive(topic: string, connection: DeviceConnection): boolean {
  return !connection.ending && isSelected(topic, connection) && connection.may('iot:Receive', 'topic', topic);
}

/**
 * The broker below matches as MQTT says; AWS IoT Core's `sensor/#` does not select `sensor`. Only a filter that
 * ends in `/#` can differ, and the exact topic, tried first, is the common case.
 */
function isSelected(topic: string, { subscriptions }: DeviceConnection): boolean {
  if (subscriptions.has(topic)) {
    return true;
  }
  for (const filter of subscriptions) {
    if (filterSelects(filter, topic)) {
      return true;
    }
  }
  return false;
}
