import type { AedesOptions, PublishPacket } from 'aedes';
import type { Effect, FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import type { Packet } from 'mqtt-packet';
import type { BrokerRates } from './broker-rates';
import { noRates } from './broker-rates';
import type { ConnectionRegistry } from './connect/connection-registry';
import type { DeviceConnection } from './connect/device-connection';
import { reason } from './connect/reason-codes';
import { sendUnderFault } from './faults/send-under-fault';
import type { BrokerLimits } from './limits';
import type { BrokerMessage } from './message';
import type { BrokerLog } from './ports';
import type { ProvisioningResponder } from './provisioning/provisioning-responder';
import { judgePublish } from './publish/publish-gate';
import type { PublishRefusal } from './publish/publish-gate';
import { absenceOf } from './subscribe/subscribe-gate';
import type { SubscribeRequests } from './subscribe/subscribe-requests';
import type { PublishDestination } from './topics/reserved-topic';

export interface ClientHooksOptions {
  readonly connections: ConnectionRegistry;
  readonly subscribeRequests: SubscribeRequests;
  readonly limits: BrokerLimits;
  readonly provisioning: ProvisioningResponder;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
  onMessage(message: BrokerMessage): void;
  /** Hands a client's message to those who have subscribed. */
  publish(packet: PublishPacket, done: (error?: Error) => void): void;
}

/** No filter of a client selects this topic, as none may begin with `$` outside of `$aws/`. */
const nowhere = '$nowhere';

/** The rules of AWS IoT Core, at the points where aedes asks. */
export class ClientHooks implements Required<Pick<AedesOptions, 'authenticate' | 'authorizePublish'>> {
  constructor(private readonly options: ClientHooksOptions) {}

  /** Sees each packet before the hooks below are asked about it. */
  inspect(connection: DeviceConnection, packet: Packet): void {
    this.meetFault(connection, packet);
    if (packet.cmd === 'subscribe' || packet.cmd === 'unsubscribe') {
      this.options.subscribeRequests.take(packet);
    } else if (packet.cmd === 'disconnect') {
      connection.endsBecause('CLIENT_INITIATED_DISCONNECT');
    } else if (packet.cmd === 'puback' && packet.messageId !== undefined) {
      connection.outbox.acknowledge(packet.messageId);
    } else if (packet.cmd === 'pubrec' || packet.cmd === 'pubrel' || packet.cmd === 'pubcomp') {
      this.refuseQosTwo(connection, packet);
    }
  }

  private meetFault({ client }: DeviceConnection, packet: Packet): void {
    const { faults = noFaults } = this.options;
    const clientId = packet.cmd === 'connect' ? packet.clientId : client.id;
    const effect = faults.at('mqtt:packet', { clientId });
    if (effect?.kind !== 'cut') {
      return;
    }
    if (effect.when === 'before') {
      // Nothing that is still to be read takes effect, as of a connection that is lost on the way.
      this.options.connections.of(client).endsBecause('CONNECTION_LOST');
      client.conn.destroy();
    } else {
      setImmediate(() => client.conn.destroy());
    }
  }

  /** aedes would ask the sessions for the state of QoS 2, which they do not have. The code is guessed. */
  private refuseQosTwo(connection: DeviceConnection, packet: Packet): void {
    const { client } = connection;
    this.options.log.info({ clientId: client.id, packet: packet.cmd }, 'packet of QoS 2 refused');
    // aedes takes a PUBACK without a word, and closes by itself before CONNECT.
    Reflect.set(packet, 'cmd', 'puback');
    if (client.connecting || client.connected) {
      connection.disconnect('CLIENT_ERROR', reason.qosNotSupported);
    }
  }

  /** Who is there is known since the TLS handshake; user names only carry metrics of AWS's SDKs. */
  readonly authenticate: Required<AedesOptions>['authenticate'] = (_client, _username, _password, done) => {
    done(null, true);
  };

  readonly authorizePublish: Required<AedesOptions>['authorizePublish'] = (client, packet, callback) => {
    if (!client) {
      callback(new Error('A message without a client is not to be published here.'));
      return;
    }
    const connection = this.options.connections.of(client);
    const isWill = client.closed;
    if (isWill ? connection.suppressesWill : connection.ending) {
      callback(new Error('The connection is being closed.'));
      return;
    }
    if (!isWill && this.isDiscarded(packet, connection)) {
      callback();
      return;
    }
    const message = { ...packet, payload: Buffer.from(packet.payload) };
    const verdict = judgePublish(message, connection, this.options.limits);
    if (verdict.allowed && verdict.destination.kind === 'absent') {
      this.refuseAbsent(packet, verdict.destination.service, connection);
      callback();
    } else if (verdict.allowed) {
      const effect = isWill || packet.qos === 0 ? undefined : this.effectOnPuback(packet, connection);
      if (effect === undefined || takesMessage(effect)) {
        this.dispatch(packet, message.payload, verdict.destination, connection);
      }
      if (effect === undefined) {
        callback();
      } else {
        this.acknowledgeUnderFault(packet, connection, effect, callback);
      }
    } else {
      this.refusePublish(packet, verdict.refusal, connection, callback);
    }
  };

  private dispatch(
    packet: PublishPacket,
    payload: Buffer,
    destination: PublishDestination,
    connection: DeviceConnection,
  ): void {
    const { topic } = packet;
    const { clientId, peer } = connection;
    const { principal, sourceIp } = peer;
    const publisher = { clientId, certificateId: principal.certificateId, sourceIp };
    if (destination.kind === 'subscribers') {
      this.options.onMessage({ topic, payload, publisher });
      return;
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
    callback: (error?: Error | null) => void,
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
    // An MQTT 5 client reads the reason in the PUBACK (QoS 1) and in the DISCONNECT that follows.
    callback(new Error(why));
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
