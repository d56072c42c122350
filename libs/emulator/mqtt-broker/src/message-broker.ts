import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { DeferredWork } from '@fleet/consistency';
import { noFaults } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import { Aedes } from 'aedes';
import type { Broker, BrokerOptions, ConnectedClient, DisconnectOptions } from './broker';
import { noRates } from './broker-rates';
import { ClientEvents } from './client-events';
import { ClientHooks } from './client-hooks';
import { mendRegistration } from './connect/aedes-registration';
import { ConnectGate } from './connect/connect-gate';
import { ConnectThrottle } from './connect/connect-throttle';
import { ConnectionRegistry } from './connect/connection-registry';
import type { DeviceConnection, TlsPeer } from './connect/device-connection';
import { FailureGuard } from './connect/failure-guard';
import { takeNamesLiterally } from './connect/literal-names';
import { openConnection } from './connect/open-connection';
import type { ConnectionParts } from './connect/open-connection';
import { PacketInspection } from './connect/packet-inspection';
import { reason } from './connect/reason-codes';
import { LifecycleEvents } from './lifecycle/lifecycle-events';
import { grantedQos } from './deliver/receive-gate';
import type { BrokerLimits } from './limits';
import { awsLimits } from './limits';
import type { BrokerMessage } from './message';
import { reachedFrom } from './provisioning/answer-reach';
import { ProvisioningResponder } from './provisioning/provisioning-responder';
import type { OutboundMessage } from './publish/outbound-message';
import { destinationOf } from './publish/outbound-message';
import { PublishExchange } from './publish/publish-exchange';
import { AedesPersistence } from './sessions/aedes-persistence';
import type { RetainedRepository } from './sessions/retained-repository';
import type { Storage } from './sessions/storage';
import { openStorage } from './sessions/storage';
import { SubscribeExchange } from './subscribe/subscribe-exchange';
import { promptTiming } from './timing';
import type { BrokerTiming } from './timing';
import type { TlsListener } from './tls/tls-listener';
import { listenTls } from './tls/tls-listener';

/** The broker, composed. */
export class MessageBroker implements Broker {
  readonly retained: RetainedRepository;
  private readonly limits: BrokerLimits;
  private readonly connectionRegistry = new ConnectionRegistry();
  private readonly listeners = new Set<(message: BrokerMessage) => void>();
  private readonly failures: FailureGuard;
  private readonly storage: Storage;
  private readonly lifecycle: LifecycleEvents;
  private readonly hooks: ClientHooks;
  private readonly aedes: Aedes;
  private readonly inspection: PacketInspection;
  private readonly connectionParts: ConnectionParts;
  private readonly timing: BrokerTiming;
  private readonly deferred: DeferredWork;
  private listener: TlsListener | undefined;
  private stopWatchingCertificates: () => void = () => undefined;

  constructor(private readonly options: BrokerOptions) {
    const { clock, log, ports, faults = noFaults, rates = noRates } = options;
    this.limits = { ...awsLimits, ...options.limits };
    this.failures = new FailureGuard(log);
    this.timing = options.timing ?? promptTiming;
    this.deferred = new DeferredWork(clock);
    this.storage = openStorage({ ...options, limits: this.limits, brokerId: randomUUID() });
    this.retained = this.storage.retained;
    this.lifecycle = new LifecycleEvents(
      clock,
      (topic, payload) => this.publishEvent(topic, payload),
      (principal) => ports.exclusiveThingOf(principal),
      () => this.timing.timestampError(),
    );
    const { connectionRegistry: connections, limits, failures } = this;
    const parts = { ...this.storage, connections, limits, failures, log, faults, rates };
    const subscribes = new SubscribeExchange({
      ...parts,
      onSubscribed: (connection, filters) => this.awaitEffect(connection, filters),
    });
    const connects = new ConnectGate({
      ...parts,
      throttle: new ConnectThrottle(clock, limits.millisBetweenConnects),
      onUnauthorized: (connection, clientId) => this.lifecycle.connectFailed(connection, clientId),
    });
    this.hooks = new ClientHooks({ ...parts, subscribeRequests: subscribes.requests });
    const publishes = new PublishExchange({
      ...parts,
      provisioning: new ProvisioningResponder(ports.provisioning, log, {
        faults,
        rates,
        reach: this.timing.subscription && {
          from: reachedFrom,
          at: (millis, work) => this.deferred.after(millis - clock.nowMillis(), work),
        },
      }),
      onMessage: (message) => this.tell(message),
      publish: (packet, done) => this.aedes.publish(packet, done),
    });
    this.aedes = this.createAedes(connects, publishes, subscribes);
    this.inspection = new PacketInspection((client, packet, act) =>
      this.hooks.receive(connections.of(client), packet, act),
    );
    this.connectionParts = {
      ...parts,
      aedes: this.aedes,
      clock,
      authorize: (request) => ports.authorize(request),
      grantedQos: (client, topic) => grantedQos(topic, connections.of(client)),
      attempt: (client, work) => failures.run(connections.of(client), work),
    };
    const events = new ClientEvents({ ...parts, aedes: this.aedes, subscribes, lifecycle: this.lifecycle });
    events.follow();
    mendRegistration(this.aedes, clock, {
      enter: (client) => connects.enter(client),
      isGone: (client) => client.closed || connections.of(client).ending,
      left: (client) => events.left(client),
    });
  }

  get port(): number {
    if (!this.listener) {
      throw new Error('The message broker is not listening.');
    }
    return this.listener.port;
  }

  async start(): Promise<void> {
    const { host, port, tls, ports, log, faults } = this.options;
    this.storage.sessions.start();
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
    const { topic, payload, republished } = message;
    const destination = destinationOf(message, this.limits);
    if (destination.kind === 'subscribers') {
      await this.send(message);
    } else {
      const basicIngestRule = destination.ruleName;
      this.tell({ topic: destination.topic, payload, basicIngestRule, ...defined({ republished }) });
    }
    this.options.log.debug({ topic, bytes: payload.length }, 'message published through the API');
  }

  async disconnect(clientId: string, options: DisconnectOptions): Promise<boolean> {
    const connection = this.connectionRegistry.connected(clientId);
    if (!connection) {
      return false;
    }
    connection.suppressesWill = options.preventWillMessage;
    // Before the connection: as soon as that is gone the client may be back.
    if (options.cleanSession) {
      this.storage.sessions.end(connection);
    }
    await new Promise<void>((resolve) => {
      connection.disconnect('API_INITIATED_DISCONNECT', reason.administrativeAction, resolve);
    });
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
    this.deferred.close();
    const listenerClosed = this.listener?.close();
    for (const connection of this.connectionRegistry.all()) {
      connection.endsBecause('SERVER_INITIATED_DISCONNECT');
      // One that has not sent CONNECT yet is unknown to aedes.
      if (connection.versionNumber === undefined) {
        connection.client.close();
      }
    }
    await new Promise<void>((resolve) => this.aedes.close(resolve));
    this.listener?.dropConnections();
    await listenerClosed;
    this.storage.sessions.close();
  }

  private createAedes(
    connects: ConnectGate,
    publishes: PublishExchange,
    subscribes: SubscribeExchange,
  ): Aedes {
    const { limits, hooks } = this;
    const aedes = new Aedes({
      persistence: new AedesPersistence(),
      preConnect: connects.preConnect,
      authenticate: hooks.authenticate,
      authorizePublish: publishes.authorizePublish,
      authorizeSubscribe: subscribes.authorizeSubscribe,
      keepaliveLimit: limits.keepAliveSeconds.most,
      connectTimeout: limits.handshakeMillis,
      drainTimeout: limits.drainMillis,
      // The largest payload, topic and MQTT 5 properties; the payload's own limit is checked exactly.
      maximumPacketSize: limits.payloadBytes + 16 * 1024,
      topicAliasMaximum: limits.topicAliases,
      sessionExpiryIntervalLimit: limits.persistentSessionSeconds,
    });
    takeNamesLiterally(aedes, 'clients');
    return aedes;
  }

  private accept(socket: TLSSocket, peer: TlsPeer): void {
    const connection = openConnection(socket, peer, this.connectionParts);
    this.connectionRegistry.add(connection);
    socket.on('close', () => this.connectionRegistry.remove(connection));
    this.inspection.follow(connection.client);
  }

  private publishEvent(topic: string, payload: Buffer): void {
    for (const millis of this.timing.lifecycleEvent()) {
      if (millis <= 0) {
        this.publishEventNow(topic, payload);
      } else {
        this.deferred.after(millis, () => this.publishEventLate(topic, payload));
      }
    }
  }

  private awaitEffect({ answered, bytesRead }: DeviceConnection, filters: readonly string[]): void {
    const { subscription } = this.timing;
    if (!subscription) {
      return;
    }
    // Guessed: who subscribes to the same again misses nothing meanwhile.
    for (const filter of filters.filter((each) => answered.get(each) === 'not yet')) {
      answered.set(filter, { bytesRead, from: this.options.clock.nowMillis() + subscription() });
    }
  }

  /** Nobody above a timer would catch what the store throws. */
  private publishEventLate(topic: string, payload: Buffer): void {
    try {
      this.publishEventNow(topic, payload);
    } catch (error) {
      this.options.log.error({ topic, err: error }, 'lifecycle event was not published');
    }
  }

  private publishEventNow(topic: string, payload: Buffer): void {
    this.send({ topic, payload, qos: 0 }).catch((error: unknown) => {
      this.options.log.error({ topic, err: error }, 'lifecycle event was not published');
    });
  }

  private send({ topic, payload, qos, retain = false, republished }: OutboundMessage): Promise<void> {
    const { marks, deliver } = this.storage.intake.accept({ topic, payload, qos, retain });
    this.tell({ topic, payload, ...defined({ republished }) });
    deliver();
    const packet = { cmd: 'publish', topic, qos, retain, dup: false, ...marks } as const;
    return new Promise((resolve, reject) => {
      this.aedes.publish(packet, (error) => {
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      });
    });
  }

  private tell(message: BrokerMessage): void {
    for (const listener of this.listeners) {
      listener(message);
    }
  }
}
