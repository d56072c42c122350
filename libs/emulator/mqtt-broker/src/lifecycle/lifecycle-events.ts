import type { Clock } from '@fleet/emulator-clock';
import { defined } from '@fleet/optional-members';
import type { DeviceConnection } from '../connect/device-connection';
import type { BrokerPorts } from '../ports';
import type { BrokerTiming } from '../timing';
import { ConnectionVersions } from './connection-versions';

type Publish = (topic: string, payload: Buffer) => void;

/** Publishes what AWS IoT Core tells of its clients (developer guide, life-cycle-events). */
export class LifecycleEvents {
  private readonly versions = new ConnectionVersions();

  constructor(
    private readonly clock: Clock,
    private readonly publish: Publish,
    private readonly exclusiveThingOf: BrokerPorts['exclusiveThingOf'],
    private readonly timestampError: BrokerTiming['timestampError'],
  ) {}

  connected(connection: DeviceConnection): void {
    const versionNumber = this.versions.next(connection.clientId, this.clock.nowMillis());
    connection.versionNumber = versionNumber;
    const { sourceIp: ipAddress } = connection.peer;
    this.sendPresence('connected', connection, { eventType: 'connected', ipAddress, versionNumber });
  }

  /**
   * A policy did not allow the CONNECT. Documented (developer guide, life-cycle-events): topic, type and reason;
   * guessed: the other members are those of the other events.
   */
  connectFailed(connection: DeviceConnection, clientId: string): void {
    const { sourceIp: ipAddress } = connection.peer;
    const fields = { eventType: 'connect_failed', connectFailureReason: 'AUTHORIZATION_FAILED', ipAddress };
    this.sendPresence('connect_failed', connection, fields, clientId);
  }

  /** Says nothing of a connection whose CONNECT was not accepted. */
  disconnected(connection: DeviceConnection): void {
    const { versionNumber, disconnectReason } = connection;
    if (versionNumber === undefined) {
      return;
    }
    this.versions.left(connection.clientId, versionNumber, this.clock.nowMillis());
    this.sendPresence('disconnected', connection, {
      eventType: 'disconnected',
      clientInitiatedDisconnect: disconnectReason === 'CLIENT_INITIATED_DISCONNECT',
      disconnectReason,
      versionNumber,
    });
  }

  subscribed(connection: DeviceConnection, topics: readonly string[]): void {
    this.send('subscriptions/subscribed', connection, { eventType: 'subscribed', topics });
  }

  unsubscribed(connection: DeviceConnection, topics: readonly string[]): void {
    this.send('subscriptions/unsubscribed', connection, { eventType: 'unsubscribed', topics });
  }

  private sendPresence(
    kind: string,
    connection: DeviceConnection,
    fields: object,
    clientId = connection.clientId,
  ): void {
    const thingName = this.exclusiveThingOf(connection.peer.principal);
    this.send(`presence/${kind}`, connection, { ...defined({ thingName }), ...fields }, clientId);
  }

  private send(
    kind: string,
    connection: DeviceConnection,
    fields: object,
    clientId = connection.clientId,
  ): void {
    const { sessionIdentifier, peer } = connection;
    // A topic cannot carry these: AWS IoT Core sends no events for such clients either.
    if (/[#+]/.test(clientId)) {
      return;
    }
    const event = {
      clientId,
      timestamp: this.clock.nowMillis() + Math.round(this.timestampError()),
      sessionIdentifier,
      principalIdentifier: peer.principal.certificateId,
      ...fields,
    };
    this.publish(`$aws/events/${kind}/${clientId}`, Buffer.from(JSON.stringify(event)));
  }
}
