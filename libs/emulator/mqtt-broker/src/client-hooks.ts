import type { AedesOptions, Client, PublishPacket } from 'aedes';
import type { Packet } from 'mqtt-packet';
import { effectiveKeepAlive, refusalPacket, refuseConnect } from './connect/connect-admission';
import type { ConnectThrottle } from './connect/connect-throttle';
import type { ConnectionRegistry } from './connect/connection-registry';
import type { DeviceConnection } from './connect/device-connection';
import type { BrokerLimits } from './limits';
import type { BrokerMessage } from './message';
import type { BrokerLog } from './ports';
import type { ProvisioningResponder } from './provisioning/provisioning-responder';
import { judgePublish } from './publish/publish-gate';
import type { PublishRefusal } from './publish/publish-gate';
import { judgeSubscribe } from './subscribe/subscribe-gate';
import type { PublishDestination } from './topics/reserved-topic';

export interface ClientHooksOptions {
  readonly connections: ConnectionRegistry;
  readonly throttle: ConnectThrottle;
  readonly limits: BrokerLimits;
  readonly provisioning: ProvisioningResponder;
  readonly log: BrokerLog;
  onMessage(message: BrokerMessage): void;
}

/** No filter of a client selects this topic, as none may begin with `$` outside of `$aws/`. */
const nowhere = '$nowhere';

/** The rules of AWS IoT Core, at the points where aedes asks. */
export class ClientHooks implements Required<
  Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe'
  >
> {
  /** How many filters the SUBSCRIBE packet of a subscription has. */
  private readonly filtersInPacket = new WeakMap<object, number>();

  constructor(private readonly options: ClientHooksOptions) {}

  /** Sees each packet before the hooks below are asked about it. */
  inspect(connection: DeviceConnection, packet: Packet): void {
    if (packet.cmd === 'subscribe') {
      const { subscriptions } = packet;
      for (const subscription of subscriptions) {
        this.filtersInPacket.set(subscription, subscriptions.length);
      }
    } else if (packet.cmd === 'disconnect') {
      connection.endsBecause('CLIENT_INITIATED_DISCONNECT');
    } else if (packet.cmd === 'puback' && packet.messageId !== undefined) {
      connection.outbox.acknowledge(packet.messageId);
    }
  }

  readonly preConnect: Required<AedesOptions>['preConnect'] = (client, packet, callback) => {
    const { connections, limits, throttle, log } = this.options;
    const connection = connections.of(client);
    const refusal = connection.ending
      ? { returnCode: 5, reasonCode: 0x87, why: 'the certificate was deactivated' }
      : refuseConnect(packet, connection, limits, throttle);
    if (!refusal) {
      packet.keepalive = effectiveKeepAlive(packet, limits);
      connections.displace(packet.clientId);
      callback(null, true);
      return;
    }
    const { certificateId } = connection.peer.principal;
    log.info({ clientId: packet.clientId, certificateId, why: refusal.why }, 'CONNECT refused');
    connection.endsBecause('AUTH_ERROR');
    client.conn.end(refusalPacket(refusal, packet.protocolVersion), () => {
      callback(new Error(refusal.why), false);
    });
  };

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
    if (connection.ending && !isWill) {
      callback(new Error('The connection is being closed.'));
      return;
    }
    const message = { ...packet, payload: Buffer.from(packet.payload) };
    const verdict = judgePublish(message, connection, this.options.limits);
    if (verdict.allowed) {
      this.dispatch(packet, message.payload, verdict.destination, connection);
      callback();
    } else {
      this.refusePublish(packet, verdict.refusal, connection, callback);
    }
  };

  readonly authorizeSubscribe: Required<AedesOptions>['authorizeSubscribe'] = (
    client,
    subscription,
    callback,
  ) => {
    const { connections, limits, log } = this.options;
    const connection = connections.of(client);
    if (connection.ending) {
      callback(null, null);
      return;
    }
    const { topic: filter, qos } = subscription;
    const filtersInPacket = this.filtersInPacket.get(subscription) ?? 1;
    const verdict = judgeSubscribe({ filter, qos, filtersInPacket }, connection, limits);
    if (verdict.kind === 'granted') {
      connection.subscriptions.set(filter, qos === 0 ? 0 : 1);
      callback(null, subscription);
      return;
    }
    log.info({ clientId: client.id, filter, why: verdict.why }, 'SUBSCRIBE refused');
    if (verdict.kind === 'denied') {
      callback(null, null);
      return;
    }
    // The error makes aedes drop the connection at once, so it has to wait for the DISCONNECT packet.
    connection.disconnect('CLIENT_ERROR', verdict.reasonCode, () => callback(new Error(verdict.why)));
  };

  unsubscribed(client: Client, filters: readonly string[]): void {
    const { subscriptions } = this.options.connections.of(client);
    for (const filter of filters) {
      subscriptions.delete(filter);
    }
  }

  private dispatch(
    packet: PublishPacket,
    payload: Buffer,
    destination: PublishDestination,
    connection: DeviceConnection,
  ): void {
    const { topic } = packet;
    const { clientId, peer } = connection;
    const publisher = { clientId, certificateId: peer.principal.certificateId };
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
