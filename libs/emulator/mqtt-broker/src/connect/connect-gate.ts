import { randomUUID } from 'node:crypto';
import type { Effect, FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import type { AedesOptions, Client, ConnectPacket } from 'aedes';
import type { BrokerRates } from '../broker-rates';
import { noRates } from '../broker-rates';
import { sendUnderFault } from '../faults/send-under-fault';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import type { Sessions } from '../sessions/sessions';
import { resumeSubscriptions } from '../subscribe/resumed-subscriptions';
import { acceptance, refusalPacket, withholdConnack } from './connack';
import type { ConnectRefusal } from './connect-admission';
import { effectiveKeepAlive, refuseConnect } from './connect-admission';
import type { ConnectThrottle } from './connect-throttle';
import type { ConnectionRegistry } from './connection-registry';
import type { DeviceConnection } from './device-connection';
import type { FailureGuard } from './failure-guard';
import { reason } from './reason-codes';

export interface ConnectGateOptions {
  readonly connections: ConnectionRegistry;
  readonly throttle: ConnectThrottle;
  readonly limits: BrokerLimits;
  readonly sessions: Sessions;
  readonly failures: FailureGuard;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
  /** A policy did not allow the CONNECT. */
  onUnauthorized(connection: DeviceConnection, clientId: string): void;
}

/** A CONNECT that may be admitted. */
interface AllowedConnect {
  readonly version: 4 | 5;
  readonly clean: boolean;
  /** The session is to outlive the connection. */
  readonly keeps: boolean;
  readonly assignedClientId: string | undefined;
  readonly adjustedKeepAlive: number | undefined;
  readonly adjustedSessionExpiry: number | undefined;
  /** How many topic aliases the client gets. */
  readonly topicAliases: number;
  /** Of a fault on the CONNACK. */
  readonly effect: Effect | undefined;
}

const nothing = (): void => undefined;

type Decided = Parameters<Required<AedesOptions>['preConnect']>[2];

/** Lets clients in, or not. */
export class ConnectGate implements Required<Pick<AedesOptions, 'preConnect'>> {
  private readonly allowed = new WeakMap<Client, AllowedConnect>();

  constructor(private readonly options: ConnectGateOptions) {}

  /** Decides, and changes nothing yet: the client may be gone before it is in. */
  readonly preConnect: Required<AedesOptions>['preConnect'] = (client, packet, callback) => {
    const { connections, failures } = this.options;
    const connection = connections.of(client);
    failures.run(connection, () => this.decideUnderFault(connection, packet, callback));
  };

  /** The client gets its id and its session, and whoever had them gives way. False when it is not to get in. */
  enter(client: Client): boolean {
    const { connections, failures, limits, sessions } = this.options;
    const connection = connections.of(client);
    const allowed = this.allowed.get(client);
    this.allowed.delete(client);
    const release = withholdConnack(client);
    if (client.closed || connection.ending || !allowed) {
      setImmediate(() => client.close());
      return false;
    }
    const isIn = failures.run(connection, () => this.admit(connection, allowed, release));
    if (!isIn) {
      connection.suppressesWill = true;
      failures.run(connection, () => sessions.left(connection, limits.persistentSessionSeconds));
    }
    return isIn;
  }

  private decideUnderFault(connection: DeviceConnection, packet: ConnectPacket, callback: Decided): void {
    const { faults = noFaults, failures } = this.options;
    const { client } = connection;
    const effect = faults.at('mqtt:connect', { clientId: packet.clientId });
    if (effect?.kind === 'reason') {
      const refusal = { reasonCode: effect.reasonCode, why: 'a fault refuses it' };
      this.refuse(client, packet, refusal, (error) => callback(error, false));
    } else if (effect !== undefined && 'when' in effect && effect.when === 'before') {
      const decide = (): void => this.decide(connection, packet, undefined, callback);
      sendUnderFault(effect, { client, faults }, () => void failures.run(connection, decide), undefined);
    } else {
      this.decide(connection, packet, effect, callback);
    }
  }

  private decide(
    connection: DeviceConnection,
    packet: ConnectPacket,
    effect: Effect | undefined,
    callback: Decided,
  ): void {
    const { limits, throttle, rates = noRates } = this.options;
    const { client } = connection;
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
    const keepAlive = effectiveKeepAlive(packet, limits);
    const wanted = packet.properties?.sessionExpiryInterval ?? 0;
    const most = limits.persistentSessionSeconds;
    const version = packet.protocolVersion === 5 ? 5 : 4;
    this.allowed.set(client, {
      version,
      clean: packet.clean === true,
      keeps: version === 5 ? wanted > 0 : packet.clean === false,
      assignedClientId,
      adjustedKeepAlive: keepAlive === packet.keepalive ? undefined : keepAlive,
      adjustedSessionExpiry: wanted > most ? most : undefined,
      topicAliases: Math.min(packet.properties?.topicAliasMaximum ?? 0, limits.topicAliases),
      effect,
    });
    packet.keepalive = keepAlive;
    callback(null, true);
  }

  private admit(connection: DeviceConnection, allowed: AllowedConnect, releaseConnack: () => void): void {
    const { connections, limits, sessions, log, faults } = this.options;
    const { client, clientId, sessionIdentifier, outbox } = connection;
    const session = sessions.begin({ clientId, sessionIdentifier, outbox, ...allowed });
    const { isResumed: sessionPresent } = session;
    connection.isPersistent = allowed.keeps || sessionPresent;
    // What can fail has been done: whoever gives way now gives way to somebody.
    connections.displaceFor(connection);
    resumeSubscriptions(connection, session.subscriptions, sessions, log);
    connection.admit = () => {
      // What its CONNECT said is not kept as long as the connection.
      connection.admit = nothing;
      sendUnderFault(allowed.effect, { client, faults }, () => {
        releaseConnack();
        outbox.writer.topicAliases.allow(allowed.topicAliases);
        outbox.writer.write(acceptance({ sessionPresent, ...allowed }, allowed.version, limits));
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
