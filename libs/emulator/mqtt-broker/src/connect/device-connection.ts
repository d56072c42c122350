import { randomUUID } from 'node:crypto';
import type { Client } from 'aedes';
import { generate } from 'mqtt-packet';
import type { Outbox } from '../deliver/outbox';
import { PacketLine } from '../packets/packet-line';
import type { BrokerAction, BrokerPorts, ConnectionPrincipal } from '../ports';
import type { AnsweredSubscription } from './answered-subscription';
import type { DisconnectReason } from './disconnect-reason';

export interface TlsPeer {
  readonly principal: ConnectionPrincipal;
  readonly sourceIp: string;
  readonly domainName: string;
}

/** One TLS connection with its MQTT client, from the handshake to the close. */
export class DeviceConnection {
  /** 32 hex digits (documented: developer guide, life-cycle-events). */
  readonly sessionIdentifier = randomUUID().replaceAll('-', '');
  readonly packets = new PacketLine();
  /** Provisioning requests that are being answered. */
  requestsInFlight = 0;
  /** Set when CONNECT was accepted; the number of the lifecycle events of this connection. */
  versionNumber: number | undefined;
  /** Set when CONNECT was accepted: the session outlives the connection. */
  isPersistent = false;
  /** Set when CONNECT was accepted; writes the CONNACK. */
  admit: (() => void) | undefined;
  /** Set when the client has sent DISCONNECT. What it sent before still takes effect. */
  hasSaidDisconnect = false;
  /** Set when the connection is to leave nothing behind. */
  suppressesWill = false;
  private subscribedFilters: Map<string, 0 | 1> | undefined;
  private answeredFilters: Map<string, AnsweredSubscription | 'not yet'> | undefined;
  private endedBy: DisconnectReason | undefined;
  private disconnecting = false;

  constructor(
    readonly peer: TlsPeer,
    readonly client: Client,
    readonly outbox: Outbox,
    private readonly authorize: BrokerPorts['authorize'],
    private readonly socket: { readonly bytesRead: number },
  ) {}

  /** Made when they are asked for: thousands of connections subscribe to nothing. */
  get subscriptions(): Map<string, 0 | 1> {
    return (this.subscribedFilters ??= new Map());
  }

  /** Subscriptions that this connection has made, and not resumed; `not yet` until the SUBACK is out. */
  get answered(): Map<string, AnsweredSubscription | 'not yet'> {
    return (this.answeredFilters ??= new Map());
  }

  /** How much has come from the client. */
  get bytesRead(): number {
    return this.socket.bytesRead;
  }

  get clientId(): string {
    return this.client.id;
  }

  /** Why the connection ended, as far as it is known: the first reason is the cause, the others follow from it. */
  get disconnectReason(): DisconnectReason {
    return this.endedBy ?? 'CONNECTION_LOST';
  }

  /** True once the broker is to close the connection: nothing that it sent may take effect any more. */
  get ending(): boolean {
    return this.endedBy !== undefined && this.endedBy !== 'CLIENT_INITIATED_DISCONNECT';
  }

  endsBecause(reason: DisconnectReason): void {
    this.endedBy ??= reason;
  }

  /** Closes the connection, once; MQTT 5 clients get the reason code first. */
  disconnect(why: DisconnectReason, reasonCode: number, done: () => void = () => undefined): void {
    this.endsBecause(why);
    if (this.disconnecting) {
      done();
      return;
    }
    this.disconnecting = true;
    if (this.client.connecting) {
      this.disconnectWhileConnecting(reasonCode, done);
    } else {
      this.client.disconnect({ reasonCode }, done);
    }
  }

  /** From CONNACK until the stored messages are sent, aedes serves a client that it writes no DISCONNECT to. */
  private disconnectWhileConnecting(reasonCode: number, done: () => void): void {
    const { client } = this;
    const isAdmitted = this.versionNumber !== undefined;
    if (isAdmitted && client.version === 5) {
      client.conn.write(generate({ cmd: 'disconnect', reasonCode }, { protocolVersion: 5 }));
    }
    setImmediate(() => client.close(done));
  }

  may(
    action: BrokerAction,
    type: 'client' | 'topic' | 'topicfilter',
    name: string,
    clientId = this.clientId,
  ) {
    const { principal, sourceIp, domainName } = this.peer;
    return this.authorize({ principal, clientId, action, resource: { type, name }, sourceIp, domainName });
  }
}
