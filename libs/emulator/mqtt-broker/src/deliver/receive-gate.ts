import type { DeviceConnection } from '../connect/device-connection';
import { isProvisioningAnswer } from '../provisioning/provisioning-topic';
import { parseSharedFilter } from '../subscribe/shared-filter';
import { filterSelects } from '../topics/topic-filter';
import type { Grant } from './grant';

/**
 * The QoS in which this connection gets messages of a topic, or why it gets none. The broker below matches as
 * MQTT says; AWS IoT Core's `sensor/#` does not select `sensor`.
 */
export function grantedQos(topic: string, connection: DeviceConnection): Grant {
  if (connection.ending) {
    return 'ending';
  }
  // Answers go to the connection that asked, subscribed or not; nobody else can publish on their topics.
  const qos = isProvisioningAnswer(topic) ? 0 : subscribedQos(topic, connection.subscriptions);
  return qos !== undefined && connection.may('iot:Receive', 'topic', topic) ? qos : 'denied';
}

/** The highest of all subscriptions that select the topic (MQTT 5.0, section 3.3.4). */
function subscribedQos(topic: string, subscriptions: ReadonlyMap<string, 0 | 1>): 0 | 1 | undefined {
  let highest: 0 | 1 | undefined;
  for (const [text, qos] of subscriptions) {
    const filter = parseSharedFilter(text)?.filter ?? text;
    if (qos !== highest && highest !== 1 && filterSelects(filter, topic)) {
      highest = qos;
    }
  }
  return highest;
}
