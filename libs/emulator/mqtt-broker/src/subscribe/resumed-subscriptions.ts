import { defined } from '@fleet/optional-members';
import type { DeviceConnection } from '../connect/device-connection';
import { reason } from '../connect/reason-codes';
import type { BrokerLog } from '../ports';
import type { StoredSubscription } from '../sessions/session-repository';
import type { Sessions } from '../sessions/sessions';
import { parseSharedFilter } from './shared-filter';

/**
 * A connection takes up what its session has subscribed to. Documented (developer guide, mqtt and iot-policy-actions): all
 * subscriptions are reinstated, shared ones as well, and iot:Subscribe is asked when a SUBSCRIBE packet comes; iot:Receive
 * decides about each message.
 */
export function resumeSubscriptions(
  connection: DeviceConnection,
  subscriptions: readonly StoredSubscription[],
  sessions: Sessions,
  log: BrokerLog,
): void {
  const { client, clientId } = connection;
  for (const { topic, qos } of subscriptions) {
    connection.subscriptions.set(topic, qos === 0 ? 0 : 1);
  }
  sessions.rejoinShared(connection, subscriptions);
  const others = subscriptions.filter(({ topic }) => !parseSharedFilter(topic));
  if (others.length > 0) {
    client.subscribe({ subscriptions: others.map((subscription) => defined(subscription)) }, (error) => {
      if (error) {
        log.error({ clientId, err: error }, 'subscriptions of a session were not resumed');
        connection.disconnect('SERVER_ERROR', reason.serverShuttingDown);
      }
    });
  }
}
