import type { DeviceConnection } from '../connect/device-connection';
import type { BrokerLog, ProvisioningPort } from '../ports';
import { answerProvisioning } from './provisioning-service';
import type { ProvisioningTopic } from './provisioning-topic';

/** More than any device has in flight (one for each topic); what is beyond is throttled. */
const mostInFlight = 16;

/** Answers provisioning requests: each once, to the connection that asked, whether or not it has subscribed. */
export class ProvisioningResponder {
  constructor(
    private readonly port: ProvisioningPort,
    private readonly log: BrokerLog,
  ) {}

  answer(connection: DeviceConnection, topic: string, request: ProvisioningTopic, payload: Buffer): void {
    if (connection.requestsInFlight >= mostInFlight) {
      this.log.warn(
        { clientId: connection.clientId, topic },
        'provisioning request dropped: too many in flight',
      );
      return;
    }
    connection.requestsInFlight++;
    void this.respond(connection, topic, request, payload).finally(() => connection.requestsInFlight--);
  }

  private async respond(
    connection: DeviceConnection,
    topic: string,
    request: ProvisioningTopic,
    payload: Buffer,
  ): Promise<void> {
    const { client, clientId, peer } = connection;
    const requester = { principal: peer.principal, clientId };
    const answer = await answerProvisioning(this.port, requester, request, payload, this.log);
    if (client.closed) {
      this.log.info({ clientId, topic }, 'provisioning answer lost: the connection is closed');
      return;
    }
    // QoS 0: an answer holds secrets of this connection and must not be queued for a later one.
    const message = { topic: `${topic}/${answer.outcome}`, payload: answer.payload, dup: false } as const;
    client.publish({ cmd: 'publish', ...message, qos: 0, retain: false }, (error) => {
      if (error) this.log.info({ clientId, topic, reason: error.message }, 'provisioning answer lost');
    });
  }
}
