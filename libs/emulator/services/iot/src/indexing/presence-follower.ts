import type { BrokerLog, BrokerMessage } from '@fleet/mqtt-broker';
import * as z from 'zod';
import type { ControlPlane } from '../control-plane';

const presenceTopicPrefix = '$aws/events/presence/';

const common = {
  clientId: z.string(),
  timestamp: z.int(),
  sessionIdentifier: z.string(),
};

/** Developer guide, life-cycle-events, "Connect/Disconnect events". */
const presenceEvent = z.discriminatedUnion('eventType', [
  z.object({
    ...common,
    eventType: z.literal('connected'),
    ipAddress: z.string(),
    versionNumber: z.int(),
  }),
  z.object({ ...common, eventType: z.literal('disconnected'), disconnectReason: z.string() }),
  z.object({ ...common, eventType: z.literal('connect_failed') }),
]);

/**
 * Tells the fleet index which clients connect and disconnect, from the broker's own lifecycle events. What a device
 * sends to a rule by Basic Ingest can have the topic of such an event and is none.
 */
export function presenceFollower(
  connectivity: ControlPlane['connectivity'],
  log: Pick<BrokerLog, 'error'>,
): (message: BrokerMessage) => void {
  return ({ topic, payload, publisher, basicIngestRule }) => {
    if (!topic.startsWith(presenceTopicPrefix) || publisher !== undefined || basicIngestRule !== undefined) {
      return;
    }
    try {
      const event = presenceEvent.parse(JSON.parse(payload.toString()));
      const { clientId, sessionIdentifier } = event;
      const client = { clientId, sessionIdentifier, at: new Date(event.timestamp) };
      if (event.eventType === 'connected') {
        const { ipAddress: sourceIp, versionNumber } = event;
        connectivity.connected({ ...client, sourceIp, versionNumber });
      } else if (event.eventType === 'disconnected') {
        connectivity.disconnected({ ...client, reason: event.disconnectReason });
      }
    } catch (error) {
      // The client's connection must not depend on whether the index could be written.
      log.error({ topic, err: error }, 'the fleet index does not know that a client came or went');
    }
  };
}
