import type { EventEmitter } from 'node:events';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '@fleet/emulator-clock';
import { noFaults } from '@fleet/faults';
import type { FaultPoints } from '@fleet/faults';
import type { Store } from '@fleet/emulator-store';
import { Aedes } from 'aedes';
import type { Client, PublishPacket } from 'aedes';
import { noRates } from './broker-rates';
import type { BrokerRates } from './broker-rates';
import { ClientHooks } from './client-hooks';
import { disconnectAsAws } from './connect/aedes-disconnect';
import { ConnectGate } from './connect/connect-gate';
import { ConnectThrottle } from './connect/connect-throttle';
import { ConnectionRegistry } from './connect/connection-registry';
import { DeviceConnection } from './connect/device-connection';
import type { TlsPeer } from './connect/device-connection';
import { takeNamesLiterally } from './connect/literal-names';
import { inspectPackets } from './connect/packet-inspection';
import { reason } from './connect/reason-codes';
import { deliverBy } from './deliver/aedes-deliveries';
import { Outbox } from './deliver/outbox';
import { grantedQos } from './deliver/receive-gate';
import { LifecycleEvents } from './lifecycle/lifecycle-events';
import type { BrokerLimits } from './limits';
import { awsLimits } from './limits';
import type { BrokerMessage } from './message';
import type { BrokerLog, BrokerPorts } from './ports';
import { ProvisioningResponder } from './provisioning/provisioning-responder';
import { RetainedRepository } from './sessions/retained-repository';
import { SessionPersistence } from './sessions/session-persistence';
import { SessionRepository } from './sessions/session-repository';
import { sessionSchema } from './sessions/session-schema';
import type { OutboundMessage } from './publish/outbound-message';
import { destinationOf } from './publish/outbound-message';
import { SubscribeExchange } from './subscribe/subscribe-exchange';
import type { ServerIdentity, TlsListener } from './tls/tls-listener';
import { listenTls } from './tls/tls-listener';

export interface BrokerOptions {
  /** TCP port; 0 for any free one. */
  readonly port: number;
  readonly host: string;
  readonly tls: ServerIdentity;
  readonly ports: BrokerPorts;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: BrokerLog;
  /** Where they differ from AWS's. */
  readonly limits?: Partial<BrokerLimits>;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
}

export interface ConnectedClient {
  readonly clientId: string;
  readonly certificateId: string;
  readonly sourceIp: string;
}

export interface DisconnectOptions {
  /** Its persistent session ends, too. */
  readonly cleanSession: boolean;
  readonly preventWillMessage: boolean;
}

/** AWS IoT Core's message broker. */
export interface Broker {
  readonly port: number;
  readonly retained: Pick<RetainedRepository, 'get' | 'list'>;
  /**
   * Publishes as the data plane's API does: no policy of a certificate is asked, the topic's rules are.
   * @throws MessageRefusedError when the message breaks a limit or the topic is reserved
   */
  publish(message: OutboundMessage): Promise<void>;
  /** Ends a client's connection as DeleteConnection does; false if no such client is connected. */
  disconnect(clientId: string, options: DisconnectOptions): Promise<boolean>;
  /** Clients whose CONNECT was accepted. */
  connections(): readonly ConnectedClient[];
  /** Calls back with every message, lifecycle events included. Returns unsubscribe. */
  onMessage(listener: (message: BrokerMessage) => void): () => void;
  close(): Promise<void>;
}

/** @throws the error of `listen`, with its `code` (EADDRINUSE, EACCES) */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const broker = new MessageBroker(options);
  await broker.start();
  return broker;
}

class MessageBroker implements Broker {
  readonly retained: RetainedRepository;
  private readonly limits: BrokerLimits;
  private readonly connectionRegistry = new ConnectionRegistry();
  private readonly listeners = new Set<(message: BrokerMessage) => void>();
  private readonly lifecycle: LifecycleEvents;
  private readonly persistence: SessionPersistence;
  private readonly connects: ConnectGate;
  private readonly subscribes: SubscribeExchange;
  private readonly hooks: ClientHooks;
  private readonly aedes: Aedes;
  private listener: TlsListener | undefined;
  private stopWatchingCertificates: () => void = () => undefined;

  constructor(private readonly options: BrokerOptions) {
    const { store, clock, log, ports, faults = noFaults, rates = noRates } = options;
    const limits = { ...awsLimits, ...options.limits };
    this.limits = limits;
    store.migrate('mqtt', sessionSchema);
    this.retained = new RetainedRepository(store, clock);
    const sessions = new SessionRepository(store);
    this.persistence = new SessionPersistence({ sessions, retained: this.retained, clock, limits, log });
    this.lifecycle = new LifecycleEvents(
      clock,
      (topic, payload) => this.publishEvent(topic, payload),
      (principal) => ports.exclusiveThingOf(principal),
    );
    const connections = this.connectionRegistry;
    this.subscribes = new SubscribeExchange({
      connections,
      limits,
      sessions: this.persistence,
      log,
      faults,
      rates,
    });
    this.connects = new ConnectGate({
      connections,
      throttle: new ConnectThrottle(clock, limits.millisBetweenConnects),
      limits,
      sessions: this.persistence,
      log,
      faults,
      rates,
      onUnauthorized: (connection, clientId) => this.lifecycle.connectFailed(connection, clientId),
    });
    this.hooks = new ClientHooks({
      connections,
      subscribeRequests: this.subscribes.requests,
      limits,
      provisioning: new ProvisioningResponder(ports.provisioning, log, { faults, rates }),
      log,
      faults,
      rates,
      onMessage: (message) => this.tell(message),
      publish: (packet, done) => this.aedes.publish(packet, done),
    });
    this.aedes = this.createAedes();
  }

  get port(): number {
    if (!this.listener) {
      throw new Error('The message broker is not listening.');
    }
    return this.listener.port;
  }

  async start(): Promise<void> {
    const { host, port, tls, ports, log, faults } = this.options;
    await this.aedes.listen();
    this.stopWatchingCertificates = ports.onCertificateDeactivated((certificateId) => {
      const cut = this.connectionRegistry.cutCertificate(certificateId);
      if (cut.length > 0) {
        log.info({ certificateId, connections: cut.length }, 'certificate left ACTIVE');
      }
    });
    try {
      this.listener = await listenTls({
        host,
        port,
        tls,
        limits: this.limits,
        log,
        faults,
        authenticate: (certificate) => ports.authenticate(certificate),
        onPeer: (socket, peer) => this.accept(socket, peer),
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async publish(message: OutboundMessage): Promise<void> {
    const { topic, payload } = message;
    const destination = destinationOf(message, this.limits);
    if (destination.kind === 'subscribers') {
      await this.send(message);
    } else {
      this.tell({ topic: destination.topic, payload, basicIngestRule: destination.ruleName });
    }
    this.options.log.debug({ topic, bytes: payload.length }, 'message published through the API');
  }

  private send({ topic, payload, qos, retain = false }: OutboundMessage): Promise<void> {
    this.tell({ topic, payload });
    return new Promise((resolve, reject) => {
      this.aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, (error) => {
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      });
    });
  }

  async disconnect(clientId: string, options: DisconnectOptions): Promise<boolean> {
    const connection = this.connectionRegistry.connected(clientId);
    if (!connection) {
      return false;
    }
    connection.suppressesWill = options.preventWillMessage;
    await new Promise<void>((resolve) => {
      connection.disconnect('API_INITIATED_DISCONNECT', reason.administrativeAction, resolve);
    });
    if (options.cleanSession) {
      this.persistence.end(clientId);
    }
    return true;
  }

  connections(): readonly ConnectedClient[] {
    return this.connectionRegistry
      .all()
      .filter(({ versionNumber }) => versionNumber !== undefined)
      .map(({ clientId, peer }) => ({
        clientId,
        certificateId: peer.principal.certificateId,
        sourceIp: peer.sourceIp,
      }));
  }

  onMessage(listener: (message: BrokerMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.stopWatchingCertificates();
    const listenerClosed = this.listener?.close();
    for (const connection of this.connectionRegistry.all()) {
      connection.endsBecause('SERVER_INITIATED_DISCONNECT');
      // One that has not sent CONNECT yet is unknown to aedes.
      if (connection.versionNumber === undefined) {
        connection.client.close();
      }
    }
    await new Promise<void>((resolve) => this.aedes.close(resolve));
    await listenerClosed;
    await this.persistence.destroy();
  }

  private createAedes(): Aedes {
    const { limits, hooks } = this;
    const aedes = new Aedes({
      persistence: this.persistence,
      preConnect: this.connects.preConnect,
      authenticate: hooks.authenticate,
      authorizePublish: hooks.authorizePublish,
      authorizeSubscribe: this.subscribes.authorizeSubscribe,
      published: (packet, _client, done) => {
        this.deliverShared(packet);
        done();
      },
      keepaliveLimit: limits.keepAliveSeconds.most,
      connectTimeout: limits.handshakeMillis,
      drainTimeout: limits.drainMillis,
      // The largest payload, topic and MQTT 5 properties; the payload's own limit is checked exactly.
      maximumPacketSize: limits.payloadBytes + 16 * 1024,
      topicAliasMaximum: limits.topicAliases,
      sessionExpiryIntervalLimit: limits.persistentSessionSeconds,
    });
    takeNamesLiterally(aedes, 'clients');
    this.follow(aedes);
    return aedes;
  }

  private follow(aedes: Aedes): void {
    const { log } = this.options;
    // Before CONNACK: who has read that may be gone again before aedes says `clientReady`.
    aedes.on('client', (client) => {
      // After the connection that this one displaces has left.
      this.persistence.sessionInUse(client.id);
      this.lifecycle.connected(this.connectionRegistry.of(client));
    });
    aedes.on('connackSent', (_connack, client) => this.connectionRegistry.of(client).admit?.());
    aedes.on('clientDisconnect', (client) => this.left(client));
    aedes.on('keepaliveTimeout', (client) => {
      this.connectionRegistry.of(client).endsBecause('MQTT_KEEP_ALIVE_TIMEOUT');
    });
    aedes.on('subscribe', (subscriptions, client) => {
      const topics = this.subscribes.subscribed(client, subscriptions);
      if (topics.length > 0) {
        this.lifecycle.subscribed(this.connectionRegistry.of(client), topics);
      }
    });
    aedes.on('unsubscribe', (filters, client) => {
      // A clean session's end unsubscribes too; the disconnected event tells of that.
      if (this.subscribes.unsubscribed(client, filters)) {
        this.lifecycle.unsubscribed(this.connectionRegistry.of(client), filters);
      }
    });
    const broken = (client: Client, error: Error): void => {
      log.debug({ clientId: client.id, reason: error.message }, 'MQTT connection broke');
    };
    aedes.on('clientError', (client, error) => {
      this.connectionRegistry.of(client).endsBecause(causeOf(error));
      broken(client, error);
    });
    aedes.on('connectionError', broken);
    // Without a listener this event ends the process: a store that fails must cost a session, not the cloud.
    const emitter: EventEmitter = aedes;
    emitter.on('error', (error: unknown) => log.error({ err: error }, 'session state was not kept'));
  }

  private accept(socket: TLSSocket, peer: TlsPeer): void {
    const { ports, log, faults } = this.options;
    const client = this.aedes.handle(socket);
    takeNamesLiterally(client, 'subscriptions');
    const outbox: Outbox = new Outbox({
      client,
      grantedQos: (topic) => grantedQos(topic, connection),
      stored: this.persistence,
      limits: this.limits,
      log,
      faults,
    });
    deliverBy(outbox, client);
    disconnectAsAws(client);
    const connection = new DeviceConnection(peer, client, outbox, (request) => ports.authorize(request));
    this.connectionRegistry.add(connection);
    socket.once('close', () => this.connectionRegistry.remove(connection));
    inspectPackets(client, (packet) => this.hooks.inspect(connection, packet));
  }

  private deliverShared({ topic, payload, qos, properties }: PublishPacket): void {
    if (!topic.startsWith('$')) {
      const seconds = properties?.messageExpiryInterval;
      const messageExpiry = seconds === undefined ? undefined : Date.now() + seconds * 1000;
      const message = { topic, payload: Buffer.from(payload), retain: false, messageExpiry };
      this.persistence.shared.deliver({ ...message, qos: qos === 0 ? 0 : 1, properties: { ...properties } });
    }
  }

  private left(client: Client): void {
    const connection = this.connectionRegistry.of(client);
    this.connectionRegistry.remove(connection);
    this.persistence.shared.away(client.id, connection.outbox);
    if (!client.clean) {
      const most = this.limits.persistentSessionSeconds;
      this.persistence.sessionLeft(client.id, Math.min(client.sessionExpiryInterval, most));
    }
    if (!this.aedes.closed) {
      this.lifecycle.disconnected(connection);
    }
  }

  private publishEvent(topic: string, payload: Buffer): void {
    this.send({ topic, payload, qos: 0 }).catch((error: unknown) => {
      this.options.log.error({ topic, err: error }, 'lifecycle event was not published');
    });
  }

  private tell(message: BrokerMessage): void {
    for (const listener of this.listeners) {
      listener(message);
    }
  }
}

/** Node's errors of a broken socket have a code; all others are about what the client sent. */
function causeOf(error: Error): 'CONNECTION_LOST' | 'CLIENT_ERROR' {
  return 'code' in error && typeof error.code === 'string' ? 'CONNECTION_LOST' : 'CLIENT_ERROR';
}
