import type { EventEmitter } from 'node:events';
import type { Aedes, Client } from 'aedes';
import type { ConnectionRegistry } from './connect/connection-registry';
import type { FailureGuard } from './connect/failure-guard';
import type { SharedSubscriptions } from './deliver/shared-subscriptions';
import type { LifecycleEvents } from './lifecycle/lifecycle-events';
import type { BrokerLimits } from './limits';
import type { BrokerLog } from './ports';
import type { Sessions } from './sessions/sessions';
import type { SubscribeExchange } from './subscribe/subscribe-exchange';

export interface ClientEventsOptions {
  readonly aedes: Aedes;
  readonly connections: ConnectionRegistry;
  readonly sessions: Sessions;
  readonly shared: SharedSubscriptions;
  readonly subscribes: SubscribeExchange;
  readonly lifecycle: LifecycleEvents;
  readonly failures: FailureGuard;
  readonly limits: Pick<BrokerLimits, 'persistentSessionSeconds'>;
  readonly log: BrokerLog;
}

/** What follows from what aedes tells of its clients. */
export class ClientEvents {
  constructor(private readonly options: ClientEventsOptions) {}

  follow(): void {
    const { aedes, connections, lifecycle, failures, log } = this.options;
    // Before CONNACK: who has read that may be gone again before aedes says `clientReady`.
    aedes.on('client', (client) => {
      const connection = connections.of(client);
      if (!failures.run(connection, () => lifecycle.connected(connection))) {
        connection.admit = undefined;
      }
    });
    aedes.on('connackSent', (_connack, client) => {
      const connection = connections.of(client);
      failures.run(connection, () => connection.admit?.());
    });
    aedes.on('clientDisconnect', (client) => this.left(client));
    aedes.on('keepaliveTimeout', (client) => {
      connections.of(client).endsBecause('MQTT_KEEP_ALIVE_TIMEOUT');
    });
    this.followSubscriptions();
    this.followErrors();
    // Without a listener this event ends the process.
    const emitter: EventEmitter = aedes;
    emitter.on('error', (error: unknown) => log.error({ err: error }, 'the broker below failed'));
  }

  /** A connection is gone that had its client id. */
  left(client: Client): void {
    const { aedes, connections, sessions, shared, lifecycle, failures, limits } = this.options;
    const connection = connections.of(client);
    connections.remove(connection);
    const seconds = Math.min(client.sessionExpiryInterval, limits.persistentSessionSeconds);
    const steps = [
      () => sessions.left(connection, seconds),
      () => shared.away(client.id, connection.outbox),
      // Nobody is to get anything any more when the broker closes.
      () => aedes.closed || connection.outbox.giveBack(),
      () => aedes.closed || lifecycle.disconnected(connection),
    ];
    for (const step of steps) {
      failures.run(connection, step);
    }
  }

  private followSubscriptions(): void {
    const { aedes, connections, subscribes, lifecycle, failures } = this.options;
    aedes.on('subscribe', (subscriptions, client) => {
      const connection = connections.of(client);
      failures.run(connection, () => {
        const topics = subscribes.subscribed(client, subscriptions);
        if (topics.length > 0) {
          lifecycle.subscribed(connection, topics);
        }
      });
      if (subscribes.isAskedFor(subscriptions)) {
        connection.packets.goOn();
      }
    });
    aedes.on('unsubscribe', (filters, client) => {
      const connection = connections.of(client);
      // A clean session's end unsubscribes too; the disconnected event tells of that.
      failures.run(connection, () => {
        if (subscribes.unsubscribed(client, filters)) {
          lifecycle.unsubscribed(connection, filters);
          connection.packets.goOn();
        }
      });
    });
  }

  private followErrors(): void {
    const { aedes, connections, log } = this.options;
    const broken = (client: Client, error: Error): void => {
      log.debug({ clientId: client.id, reason: error.message }, 'MQTT connection broke');
    };
    aedes.on('clientError', (client, error) => {
      connections.of(client).endsBecause(causeOf(error));
      broken(client, error);
    });
    aedes.on('connectionError', broken);
  }
}

/** Node's errors of a broken socket have a code; all others are about what the client sent. */
function causeOf(error: Error): 'CONNECTION_LOST' | 'CLIENT_ERROR' {
  return 'code' in error && typeof error.code === 'string' ? 'CONNECTION_LOST' : 'CLIENT_ERROR';
}
