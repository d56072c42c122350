import { randomUUID } from 'node:crypto';
import type { AedesOptions, Client, ConnectPacket } from 'aedes';
import type { Effect, FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import type { BrokerRates } from '../broker-rates';
import { noRates } from '../broker-rates';
import { sendUnderFault } from '../faults/send-under-fault';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import type { SessionPersistence } from '../sessions/session-persistence';
import type { ConnectRefusal } from './connect-admission';
import { effectiveKeepAlive, refuseConnect } from './connect-admission';
import { acceptance, refusalPacket, withholdConnack } from './connack';
import type { ConnectThrottle } from './connect-throttle';
import type { ConnectionRegistry } from './connection-registry';
import type { DeviceConnection } from './device-connection';
import { reason } from './reason-codes';

export interface ConnectGateOptions {
  readonly connections: ConnectionRegistry;
  readonly throttle: ConnectThrottle;
  readonly limits: BrokerLimits;
  readonly sessions: Pick<SessionPersistence, 'begin' | 'resumeShared'>;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
  /** A policy did not allow the CONNECT. */
  onUnauthorized(connection: DeviceConnection, clientId: string): void;
}

/** Lets clients in, or not. */
export class ConnectGate implements Required<Pick<AedesOptions, 'preConnect'>> {
  constructor(private readonly options: ConnectGateOptions) {}

  readonly preConnect: Required<AedesOptions>['preConnect'] = (client, packet, callback) => {
    const { faults = noFaults } = this.options;
    const effect = faults.at('mqtt:connect', { clientId: packet.clientId });
    if (effect?.kind === 'reason') {
      const refusal = { reasonCode: effect.reasonCode, why: 'a fault refuses it' };
      this.refuse(client, packet, refusal, (error) => callback(error, false));
    } else if (effect !== undefined && 'when' in effect && effect.when === 'before') {
      const decide = (): void => this.decide({ client, packet, effect: undefined }, callback);
      sendUnderFault(effect, { client, faults }, decide, undefined);
    } else {
      this.decide({ client, packet, effect }, callback);
    }
  };

  /** @param effect of a fault on the CONNACK */
  private decide(
    { client, packet, effect }: { client: Client; packet: ConnectPacket; effect: Effect | undefined },
    callback: Parameters<Required<AedesOptions>['preConnect']>[2],
  ): void {
    const { connections, limits, throttle, rates = noRates } = this.options;
    const connection = connections.of(client);
    const assignedClientId =
      packet.protocolVersion === 5 && packet.clientId === '' ? randomUUID() : undefined;
    packet.clientId = assignedClientId ?? packet.clientId;
    const refusal = connection.ending
      ? { reasonCode: reason.notAuthorized, why: 'the certificate was deactivated' }
      : (refuseConnect(packet, connection, limits, throttle) ?? overRate(rates));
    if (refusal) {
      this.refuse(client, packet, refusal, (error) => callback(error, false));
      return;
    }
    this.admit(connection, packet, { assignedClientId, effect });
    callback(null, true);
  }

  private admit(
    connection: DeviceConnection,
    packet: ConnectPacket,
    { assignedClientId, effect }: { assignedClientId: string | undefined; effect: Effect | undefined },
  ): void {
    const { connections, limits, sessions, faults } = this.options;
    const keepAlive = effectiveKeepAlive(packet, limits);
    const adjustedKeepAlive = keepAlive === packet.keepalive ? undefined : keepAlive;
    const wanted = packet.properties?.sessionExpiryInterval ?? 0;
    const most = limits.persistentSessionSeconds;
    const adjustedSessionExpiry = wanted > most ? most : undefined;
    packet.keepalive = keepAlive;
    connections.displace(packet.clientId);
    const { client, outbox } = connection;
    const version = packet.protocolVersion === 5 ? 5 : 4;
    const keeps = version === 5 ? wanted > 0 : packet.clean === false;
    const sessionPresent = sessions.begin({
      clientId: packet.clientId,
      version,
      clean: packet.clean === true,
      keeps,
    });
    for (const { topic, qos } of sessions.resumeShared(packet.clientId, outbox)) {
      connection.subscriptions.set(topic, qos === 0 ? 0 : 1);
    }
    const release = withholdConnack(client);
    connection.admit = () => {
      sendUnderFault(effect, { client, faults }, () => {
        release();
        const admission = { sessionPresent, assignedClientId, adjustedKeepAlive, adjustedSessionExpiry };
        outbox.writer.write(acceptance(admission, version, limits));
        outbox.open();
      });
    };
  }

  /**
   * An MQTT 5 client gets the reason (documented). Others get none: reported (floci-io/floci#3180,
   * aws/aws-iot-device-sdk-js-v2#101, aws/aws-iot-device-sdk-java#127) for a policy that denies and for the rate of
   * CONNECTs; guessed for everything else but a protocol version that AWS does not speak.
   */
  private refuse(
    client: Client,
    { clientId, protocolVersion }: ConnectPacket,
    { reasonCode, why, unauthorized }: ConnectRefusal,
    done: (error: Error) => void,
  ): void {
    const { connections, log } = this.options;
    const connection = connections.of(client);
    const { certificateId } = connection.peer.principal;
    log.info({ clientId, certificateId, why }, 'CONNECT refused');
    connection.endsBecause('AUTH_ERROR');
    if (unauthorized) {
      this.options.onUnauthorized(connection, clientId);
    }
    const finished = (): void => done(new Error(why));
    if (protocolVersion === 5) {
      client.conn.end(refusalPacket(reasonCode), finished);
    } else if (reasonCode === reason.unsupportedProtocolVersion) {
      client.conn.end(Buffer.from([0x20, 2, 0, 1]), finished);
    } else {
      client.conn.end(finished);
    }
  }
}

/** Guessed: an account that connects too often gets what a client id gets that does. */
function overRate(rates: BrokerRates): ConnectRefusal | undefined {
  return rates.admitsConnect()
    ? undefined
    : { reasonCode: reason.quotaExceeded, why: 'too many CONNECTs a second in this account' };
}
