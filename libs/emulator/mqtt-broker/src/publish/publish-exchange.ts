import type { Effect, FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import type { AedesOptions, PublishPacket } from 'aedes';
import type { BrokerRates } from '../broker-rates';
import { noRates } from '../broker-rates';
import type { ConnectionRegistry } from '../connect/connection-registry';
import type { DeviceConnection } from '../connect/device-connection';
import type { FailureGuard } from '../connect/failure-guard';
import { reason } from '../connect/reason-codes';
import { sendUnderFault } from '../faults/send-under-fault';
import type { BrokerLimits } from '../limits';
import type { BrokerMessage } from '../message';
import type { BrokerLog } from '../ports';
import type { ProvisioningResponder } from '../provisioning/provisioning-responder';
import { absenceOf } from '../subscribe/subscribe-gate';
import type { PublishDestination } from '../topics/reserved-topic';
import type { MessageIntake } from './message-intake';
import { judgePublish } from './publish-gate';
import type { PublishRefusal } from './publish-gate';

export interface PublishExchangeOptions {
  readonly connections: ConnectionRegistry;
  readonly limits: BrokerLimits;
  readonly provisioning: ProvisioningResponder;
  readonly intake: MessageIntake;
  readonly failures: FailureGuard;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
  onMessage(message: BrokerMessage): void;
  /** Hands a client's message to those who have subscribed. */
  publish(packet: PublishPacket, done: (error?: Error) => void): void;
}

type Answer = (error?: Error | null) => void;

/** No filter of a client selects this topic, as none may begin with `$` outside of `$aws/`. */
const nowhere = '$nowhere';

/** PUBLISH and wills, from their packets to PUBACK and whoever gets the message. */
export class PublishExchange implements Required<Pick<AedesOptions, 'authorizePublish'>> {
  constructor(private readonly options: PublishExchangeOptions) {}

  readonly authorizePublish: Required<AedesOptions>['authorizePublish'] = (client, packet, callback) => {
    if (!client) {
      callback(new Error('A message without a client is not to be published here.'));
      return;
    }
    const connection = this.options.connections.of(client);
    const isWill = client.closed;
    const isOver = isWill ? connection.suppressesWill : connection.ending;
    if (isWill) {
      // The delay is over, and belongs to no PUBLISH: its receiver would have to close the connection.
      Reflect.deleteProperty(packet.properties ?? {}, 'willDelayInterval');
    }
    const isServed =
      !isOver && this.options.failures.run(connection, () => this.decide(packet, connection, callback));
    // aedes is told nothing about a packet of a connection that ends: it would acknowledge it in one way or the other.
    if (!isServed && isWill) {
      callback(new Error('The will is not published.'));
    }
  };

  private decide(packet: PublishPacket, connection: DeviceConnection, callback: Answer): void {
    const isWill = connection.client.closed;
    if (!isWill && this.isDiscarded(packet, connection)) {
      callback();
      return;
    }
    const message = { ...packet, payload: Buffer.from(packet.payload) };
    const verdict = judgePublish(message, connection, this.options.limits);
    if (!verdict.allowed) {
      this.refusePublish(packet, verdict.refusal, connection, callback);
    } else if (verdict.destination.kind === 'absent') {
      this.refuseAbsent(packet, verdict.destination.service, connection);
      callback();
    } else {
      const effect = isWill || packet.qos === 0 ? undefined : this.effectOnPuback(packet, connection);
      const isTaken = effect === undefined || takesMessage(effect);
      const deliver = isTaken
        ? this.dispatch(packet, message.payload, verdict.destination, connection)
        : (): void => undefined;
      if (effect === undefined) {
        // aedes acknowledges the message now, and gives it to connected clients whose sessions do not store it.
        callback();
      } else {
        this.acknowledgeUnderFault(packet, connection, effect, callback);
      }
      deliver();
    }
  }

  private dispatch(
    packet: PublishPacket,
    payload: Buffer,
    destination: PublishDestination,
    connection: DeviceConnection,
  ): () => void {
    const { topic } = packet;
    const { clientId, peer } = connection;
    const { principal, sourceIp } = peer;
    const publisher = { clientId, certificateId: principal.certificateId, sourceIp };
    if (destination.kind === 'subscribers') {
      const { marks, deliver } = this.options.intake.accept({ ...packet, payload }, clientId);
      Object.assign(packet, marks);
      this.options.onMessage({ topic, payload, publisher });
      return deliver;
    }
    if (destination.kind === 'provisioning') {
      this.options.provisioning.answer(connection, topic, destination.operation, payload);
    } else if (destination.kind === 'basic-ingest') {
      const { ruleName: basicIngestRule, topic: rest } = destination;
      this.options.onMessage({ topic: rest, payload, basicIngestRule, publisher });
    } else if (destination.kind === 'nobody') {
      this.options.log.info({ clientId, topic, why: destination.why }, 'message is delivered to nobody');
    }
    packet.topic = nowhere;
    packet.retain = false;
    return () => undefined;
  }

  /**
   * Documented (AWS General Reference, AWS IoT Core quotas): a publish above the rate of its connection is discarded. Of
   * QoS 1 it gets no PUBACK.
   */
  private isDiscarded(packet: PublishPacket, connection: DeviceConnection): boolean {
    const { rates = noRates, log } = this.options;
    if (rates.admitsPublish(connection)) {
      return false;
    }
    log.info({ clientId: connection.clientId, topic: packet.topic }, 'PUBLISH discarded: too many a second');
    packet.topic = nowhere;
    packet.retain = false;
    takeAsAnswered(packet);
    return true;
  }

  private effectOnPuback({ topic }: PublishPacket, { clientId }: DeviceConnection): Effect | undefined {
    const { faults = noFaults } = this.options;
    return faults.at('mqtt:puback', { clientId, topics: [topic] });
  }

  private acknowledgeUnderFault(
    packet: PublishPacket,
    { client, outbox }: DeviceConnection,
    effect: Effect,
    callback: Answer,
  ): void {
    const { faults } = this.options;
    const { messageId } = packet;
    const acknowledge = (reasonCode?: number): void => {
      if (messageId !== undefined) {
        outbox.writer.write({ cmd: 'puback', messageId, ...defined({ reasonCode }) });
      }
    };
    takeAsAnswered(packet);
    if (effect.kind === 'reason' && client.version === 5) {
      // Without MQTT 5 no PUBACK has a code: none is sent.
      acknowledge(effect.reasonCode);
    } else if (effect.kind !== 'reason') {
      sendUnderFault(effect, { client, faults }, () => acknowledge());
    }
    if (takesMessage(effect)) {
      this.options.publish(packet, (error) => callback(error ?? null));
    } else {
      callback();
    }
  }

  /** Loud, because clients of such a service wait for its answer until they time out. */
  private refuseAbsent(packet: PublishPacket, service: string, { client, outbox }: DeviceConnection): void {
    const why = absenceOf(service);
    this.options.log.warn({ clientId: client.id, topic: packet.topic, why }, 'PUBLISH refused');
    packet.topic = nowhere;
    packet.retain = false;
    if (client.version === 5 && packet.qos === 1 && packet.messageId !== undefined) {
      takeAsAnswered(packet);
      const { messageId } = packet;
      const properties = { reasonString: why };
      outbox.writer.write({ cmd: 'puback', messageId, reasonCode: reason.unspecifiedError, properties });
    }
  }

  private refusePublish(
    packet: PublishPacket,
    refusal: PublishRefusal,
    connection: DeviceConnection,
    callback: (error: Error) => void,
  ): void {
    const { disconnectReason, reasonCode, why } = refusal;
    this.options.log.info({ clientId: connection.clientId, topic: packet.topic, why }, 'PUBLISH refused');
    connection.endsBecause(disconnectReason);
    // An MQTT 5 client reads the reason in the PUBACK (QoS 1) and in the DISCONNECT that follows. For QoS 2 aedes would
    // send a PUBREC, which AWS IoT Core does not have.
    if (packet.qos !== 2) {
      callback(new Error(why));
    }
    connection.disconnect(disconnectReason, reasonCode);
  }
}

/** aedes neither acknowledges nor publishes a packet with this member. */
function takeAsAnswered(packet: PublishPacket): void {
  Reflect.set(packet, '_notAuthorized', true);
}

/** Whether the message goes on its way, whatever becomes of its PUBACK. */
function takesMessage(effect: Effect): boolean {
  return effect.kind !== 'reason' && !(effect.kind === 'cut' && effect.when === 'before');
}
