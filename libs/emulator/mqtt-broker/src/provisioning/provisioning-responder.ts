import type { FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import type { BrokerRates } from '../broker-rates';
import { noRates } from '../broker-rates';
import type { DeviceConnection } from '../connect/device-connection';
import type { BrokerLog, ProvisioningPort } from '../ports';
import { NoAnswerError, performWith } from './provisioning-faults';
import { answerProvisioning, rejected, type ProvisioningAnswer } from './provisioning-service';
import type { ProvisioningTopic } from './provisioning-topic';
import { Rejection } from './rejection';

/** More than any device has in flight (one for each topic); what is beyond is throttled. */
const mostInFlight = 16;

const tooManyInFlight = new Rejection(
  429,
  'Throttling',
  'Too many requests are in flight on this connection.',
);

/** What can keep an answer from its device. */
export interface ProvisioningHindrances {
  readonly faults?: FaultPoints;
  readonly rates?: BrokerRates;
  /** Whether an answer reaches a connection now; it does where this is absent. */
  readonly reaches?: (connection: DeviceConnection, topic: string) => boolean;
}

/** Answers provisioning requests: each once, to the connection that asked. */
export class ProvisioningResponder {
  constructor(
    private readonly port: ProvisioningPort,
    private readonly log: BrokerLog,
    private readonly hindrances: ProvisioningHindrances = {},
  ) {}

  answer(connection: DeviceConnection, topic: string, request: ProvisioningTopic, payload: Buffer): void {
    if (connection.requestsInFlight >= mostInFlight) {
      this.log.warn({ clientId: connection.clientId, topic }, 'too many provisioning requests in flight');
      this.send(connection, topic, rejected(request, tooManyInFlight));
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
    const { clientId, peer } = connection;
    const requester = { principal: peer.principal, clientId };
    const { faults = noFaults, rates = noRates } = this.hindrances;
    const parts = { port: this.port, log: this.log, around: performWith(faults, rates, clientId) };
    try {
      this.send(connection, topic, await answerProvisioning(parts, requester, request, payload));
    } catch (error) {
      if (!(error instanceof NoAnswerError)) {
        throw error;
      }
      if (error.cutsConnection) {
        connection.client.conn.destroy();
      }
    }
  }

  private send(connection: DeviceConnection, topic: string, { outcome, payload }: ProvisioningAnswer): void {
    const { client, clientId, outbox } = connection;
    if (client.closed) {
      this.log.info({ clientId, topic }, 'provisioning answer lost: the connection is closed');
      return;
    }
    const answerTopic = `${topic}/${outcome}`;
    if (this.hindrances.reaches?.(connection, answerTopic) === false) {
      this.log.info(
        { clientId, topic: answerTopic },
        'provisioning answer lost: no subscription is in effect yet',
      );
      return;
    }
    // QoS 0: an answer holds secrets of this connection and must not be queued for a later one.
    outbox.deliver({ topic: answerTopic, payload, qos: 0, retain: false });
  }
}
