import type { FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import type { BrokerRates } from '../broker-rates';
import { noRates } from '../broker-rates';
import type { DeviceConnection } from '../connect/device-connection';
import type { BrokerLog, ProvisioningPort } from '../ports';
import type { AnswerReach } from './answer-reach';
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
  /** Where it is absent, answers reach the connection that asked, at once. */
  readonly reach?: AnswerReach | undefined;
}

/** Who is to get an answer, and from when on; `undefined` where it does not reach them. */
interface Addressee {
  readonly connection: DeviceConnection;
  /** That of the request. */
  readonly topic: string;
  readonly from: Readonly<Record<ProvisioningAnswer['outcome'], number | undefined>>;
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
      this.send(this.addressee(connection, topic), rejected(request, tooManyInFlight));
      return;
    }
    connection.requestsInFlight++;
    const addressee = this.addressee(connection, topic);
    void this.respond(addressee, request, payload).finally(() => connection.requestsInFlight--);
  }

  private addressee(connection: DeviceConnection, topic: string): Addressee {
    const { reach } = this.hindrances;
    const from = (outcome: ProvisioningAnswer['outcome']): number | undefined =>
      reach === undefined ? 0 : reach.from(connection, `${topic}/${outcome}`);
    return { connection, topic, from: { accepted: from('accepted'), rejected: from('rejected') } };
  }

  private async respond(addressee: Addressee, request: ProvisioningTopic, payload: Buffer): Promise<void> {
    const { connection } = addressee;
    const { clientId, peer } = connection;
    const requester = { principal: peer.principal, clientId };
    const { faults = noFaults, rates = noRates } = this.hindrances;
    const parts = { port: this.port, log: this.log, around: performWith(faults, rates, clientId) };
    try {
      this.send(addressee, await answerProvisioning(parts, requester, request, payload));
    } catch (error) {
      if (!(error instanceof NoAnswerError)) {
        throw error;
      }
      if (error.cutsConnection) {
        connection.client.conn.destroy();
      }
    }
  }

  private send(addressee: Addressee, answer: ProvisioningAnswer): void {
    const { connection, topic, from } = addressee;
    const time = from[answer.outcome];
    if (time === undefined) {
      this.log.info(
        { clientId: connection.clientId, topic: `${topic}/${answer.outcome}` },
        'provisioning answer lost: it was asked for before the SUBACK of a subscription to it',
      );
    } else if (this.hindrances.reach === undefined) {
      this.deliver(addressee, answer);
    } else {
      this.hindrances.reach.at(time, () => this.deliver(addressee, answer));
    }
  }

  private deliver({ connection, topic }: Addressee, { outcome, payload }: ProvisioningAnswer): void {
    const { client, clientId, outbox } = connection;
    if (client.closed) {
      this.log.info({ clientId, topic }, 'provisioning answer lost: the connection is closed');
      return;
    }
    // QoS 0: an answer holds secrets of this connection and must not be queued for a later one.
    outbox.deliver({ topic: `${topic}/${outcome}`, payload, qos: 0, retain: false });
  }
}
