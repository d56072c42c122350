import { createHash } from 'node:crypto';
import { SettableClock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { openStore } from '@fleet/emulator-store';
import { Delays, faultDefinition, Faults } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import type { Broker } from '../broker';
import { startBroker } from '../start-broker';
import type { BrokerRates } from '../broker-rates';
import { brokerFaultPoints } from '../faults/broker-fault-points';
import type { BrokerLimits } from '../limits';
import type { BrokerMessage } from '../message';
import type { AuthorizationRequest, BrokerLog, ProvisioningPort } from '../ports';
import { DiskError, FaultyStore } from './faulty-store';
import type { BrokerTiming } from '../timing';
import type { Identity, TestPki } from './pki';

export type Denial = (request: AuthorizationRequest) => boolean;

export interface BenchOptions {
  readonly limits?: Partial<BrokerLimits>;
  readonly provisioning?: Partial<ProvisioningPort>;
  readonly rates?: BrokerRates;
  /** What an earlier run has left. */
  readonly store?: Store;
  readonly timing?: BrokerTiming;
}

export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
}

const noProvisioning: ProvisioningPort = {
  createKeysAndCertificate: () => Promise.reject(new Error('not expected')),
  createCertificateFromCsr: () => Promise.reject(new Error('not expected')),
  registerThing: () => Promise.reject(new Error('not expected')),
};

/** A broker on a free port with a registry of certificates and policies in memory, and its clients. */
export class BrokerBench {
  readonly clock = new SettableClock();
  readonly store: FaultyStore;
  readonly messages: BrokerMessage[] = [];
  readonly logged: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  /** What policies do not allow. Everything else is allowed. */
  denies: Denial = () => false;
  /** Whether the registry of certificates cannot be read. */
  registryFails = false;
  /** Names of things by certificate id. */
  readonly exclusiveThings = new Map<string, string>();
  readonly faults = new Faults({ families: brokerFaultPoints, onFired: () => undefined });
  private readonly delays = new Delays();
  private readonly active = new Set<string>();
  private readonly deactivationListeners = new Set<(certificateId: string) => void>();
  private readonly clients = new Set<MqttClient>();
  private running: Broker | undefined;
  private onAdmitted: () => void = () => undefined;

  private constructor(
    readonly pki: TestPki,
    private readonly options: BenchOptions,
  ) {
    this.store = new FaultyStore(options.store ?? openStore(':memory:'));
  }

  static async start(pki: TestPki, options: BenchOptions = {}): Promise<BrokerBench> {
    const bench = new BrokerBench(pki, options);
    await bench.startBroker();
    return bench;
  }

  get broker(): Broker {
    if (!this.running) {
      throw new Error('The broker is not running.');
    }
    return this.running;
  }

  async startBroker(): Promise<void> {
    const log = (level: string) => (fields: object, message: string) =>
      void this.logged.push({ level, fields, message });
    const logger: BrokerLog = {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
    };
    this.running = await startBroker({
      host: '127.0.0.1',
      port: 0,
      tls: { ...this.pki.server, ca: this.pki.ca },
      store: this.store,
      clock: this.clock,
      log: logger,
      limits: { millisBetweenConnects: 0, ...this.options.limits },
      faults: {
        at: (point, details) => this.faults.at(point, details),
        wait: (millis) => this.delays.wait(millis),
      },
      rates: this.options.rates,
      timing: this.options.timing,
      ports: {
        authenticate: (der) => {
          if (this.registryFails) {
            throw new DiskError();
          }
          const certificateId = createHash('sha256').update(der).digest('hex');
          if (!this.active.has(certificateId)) {
            return undefined;
          }
          setImmediate(() => this.onAdmitted());
          return { certificateId };
        },
        authorize: (request) => !this.denies(request),
        exclusiveThingOf: ({ certificateId }) => this.exclusiveThings.get(certificateId),
        provisioning: { ...noProvisioning, ...this.options.provisioning },
        onCertificateDeactivated: (listener) => {
          this.deactivationListeners.add(listener);
          return () => this.deactivationListeners.delete(listener);
        },
      },
    });
    this.running.onMessage((message) => this.messages.push(message));
  }

  async stopBroker(): Promise<void> {
    await this.broker.close();
    this.running = undefined;
  }

  /** Adds a fault, as a user writes it. */
  fault(point: string, effect: object, more: object = {}): void {
    this.faults.add(faultDefinition.parse({ point, effect, ...more }));
  }

  async register(commonName: string): Promise<Identity> {
    const identity = await this.pki.issue(commonName);
    this.activate(identity);
    return identity;
  }

  activate({ certificateId }: Identity): void {
    this.active.add(certificateId);
  }

  /** Resolves when the broker has let the next certificate through its handshake. */
  admitted(): Promise<void> {
    return new Promise((resolve) => (this.onAdmitted = resolve));
  }

  deactivate({ certificateId }: Identity): void {
    this.active.delete(certificateId);
    for (const listener of this.deactivationListeners) {
      listener(certificateId);
    }
  }

  /** The JSON payload of the next message on this topic, from any publisher. */
  nextMessage(topic: string): Promise<unknown> {
    return new Promise((resolve) => {
      const stop = this.broker.onMessage((message) => {
        if (message.topic !== topic) {
          return;
        }
        stop();
        resolve(JSON.parse(message.payload.toString()));
      });
    });
  }

  /** A client that does not connect again by itself; `connected` or `refused` tells what became of it. */
  client(identity: Identity | undefined, options: IClientOptions = {}): MqttClient {
    const client = connect({
      protocol: 'mqtts',
      host: 'localhost',
      port: this.broker.port,
      ca: this.pki.ca,
      ...defined({ cert: identity?.cert, key: identity?.key }),
      reconnectPeriod: 0,
      ...options,
    });
    client.on('error', () => undefined);
    this.clients.add(client);
    return client;
  }

  async connected(identity: Identity, options: IClientOptions = {}): Promise<MqttClient> {
    const client = this.client(identity, options);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
      client.once('close', () => reject(new Error('The broker closed the connection.')));
    });
    return client;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.clients].map((client) => client.endAsync(true)));
    this.delays.close();
    if (this.running) {
      await this.stopBroker();
    }
    this.clock.close();
    this.store.close();
  }
}

/** Resolves when the client's connection is closed, with the reason code of a DISCONNECT packet (MQTT 5). */
export function closed(client: MqttClient): Promise<number | undefined> {
  return new Promise((resolve) => {
    let reasonCode: number | undefined;
    client.once('disconnect', (packet) => (reasonCode = packet.reasonCode));
    client.once('close', () => resolve(reasonCode));
  });
}

/** The next message that arrives on this client. */
export function received(client: MqttClient): Promise<ReceivedMessage> {
  return new Promise((resolve) => {
    client.once('message', (topic, payload, { retain }) => resolve({ topic, payload, retain }));
  });
}

/**
 * What the client has received once a message of its own has made the round trip: whatever the broker sent
 * before has arrived by then.
 */
export async function receivedUntilNow(client: MqttClient, act: () => Promise<unknown>): Promise<string[]> {
  const topics: string[] = [];
  const marker = `marker/${Math.random()}`;
  await client.subscribeAsync(marker);
  const done = new Promise<void>((resolve) => {
    client.on('message', (topic) => {
      if (topic === marker) {
        resolve();
      } else {
        topics.push(topic);
      }
    });
  });
  await act();
  await client.publishAsync(marker, 'x', { qos: 1 });
  await done;
  return topics;
}
