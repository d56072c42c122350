import type { FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import type { AedesOptions } from 'aedes';
import type { Packet } from 'mqtt-packet';
import type { ConnectionRegistry } from './connect/connection-registry';
import type { DeviceConnection } from './connect/device-connection';
import type { FailureGuard } from './connect/failure-guard';
import { reason } from './connect/reason-codes';
import { malformation } from './packets/malformed-packet';
import type { BrokerLog } from './ports';
import type { SubscribeRequests } from './subscribe/subscribe-requests';

export interface ClientHooksOptions {
  readonly connections: ConnectionRegistry;
  readonly subscribeRequests: SubscribeRequests;
  readonly failures: FailureGuard;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
}

/** What every packet of a client meets. */
export class ClientHooks implements Required<Pick<AedesOptions, 'authenticate'>> {
  constructor(private readonly options: ClientHooksOptions) {}

  /** Sees each packet before aedes acts on it, and asks the hooks below. */
  receive(connection: DeviceConnection, packet: Packet, act: () => void): void {
    const changesSubscriptions = packet.cmd === 'subscribe' || packet.cmd === 'unsubscribe';
    connection.packets.take(() => this.handle(connection, packet, act), changesSubscriptions);
  }

  private handle(connection: DeviceConnection, packet: Packet, act: () => void): void {
    if (connection.hasSaidDisconnect) {
      return;
    }
    this.options.failures.run(connection, () => {
      const why = packet.cmd === 'connect' ? undefined : malformation(packet);
      if (why === undefined) {
        this.inspect(connection, packet);
        act();
      } else {
        this.refuseMalformed(connection, packet, why);
      }
    });
  }

  /** `ConnectGate` refuses a CONNECT. */
  private refuseMalformed(connection: DeviceConnection, { cmd }: Packet, why: string): void {
    this.options.log.info({ clientId: connection.clientId, packet: cmd, why }, 'malformed packet refused');
    connection.disconnect('CLIENT_ERROR', reason.malformedPacket);
  }

  private inspect(connection: DeviceConnection, packet: Packet): void {
    this.meetFault(connection, packet);
    if (packet.cmd === 'subscribe' || packet.cmd === 'unsubscribe') {
      this.options.subscribeRequests.take(packet);
    } else if (packet.cmd === 'disconnect') {
      connection.hasSaidDisconnect = true;
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
}
