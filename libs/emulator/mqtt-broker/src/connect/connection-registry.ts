import type { Client } from 'aedes';
import type { DeviceConnection } from './device-connection';
import { reason } from './reason-codes';

/** All connections, from their TLS handshake on. */
export class ConnectionRegistry {
  private readonly connections = new Set<DeviceConnection>();
  private readonly byClient = new WeakMap<Client, DeviceConnection>();
  /** Of each client id, the one whose CONNECT was accepted last. */
  private readonly accepted = new Map<string, DeviceConnection>();

  add(connection: DeviceConnection): void {
    this.connections.add(connection);
    this.byClient.set(connection.client, connection);
  }

  /** Its client may still be asked about, by messages on their way. */
  remove(connection: DeviceConnection): void {
    this.connections.delete(connection);
    if (this.accepted.get(connection.clientId) === connection) {
      this.accepted.delete(connection.clientId);
    }
  }

  of(client: Client): DeviceConnection {
    const connection = this.byClient.get(client);
    if (!connection) {
      throw new Error(`No connection belongs to MQTT client ${client.id}.`);
    }
    return connection;
  }

  all(): readonly DeviceConnection[] {
    return [...this.connections];
  }

  /** The connection of the client that is connected with this id. */
  connected(clientId: string): DeviceConnection | undefined {
    const connection = this.accepted.get(clientId);
    return connection?.versionNumber !== undefined && !connection.ending ? connection : undefined;
  }

  /** Whoever is connected with the id of this client gives way to it; aedes closes that connection in a moment. */
  displaceFor(connection: DeviceConnection): void {
    const other = this.accepted.get(connection.clientId);
    if (other?.admit && other !== connection) {
      other.endsBecause('DUPLICATE_CLIENTID');
    }
    this.accepted.set(connection.clientId, connection);
  }

  cutCertificate(certificateId: string): DeviceConnection[] {
    const cut = this.all().filter(({ peer }) => peer.principal.certificateId === certificateId);
    for (const connection of cut) {
      connection.disconnect('AUTH_ERROR', reason.notAuthorized);
    }
    return cut;
  }
}
