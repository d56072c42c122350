import type { Effect, FaultPoints } from '@fleet/faults';
import { noFaults } from '@fleet/faults';
import { defined } from '@fleet/optional-members';
import type { AedesOptions, Client, Subscription } from 'aedes';
import type { BrokerRates } from '../broker-rates';
import { noRates } from '../broker-rates';
import type { ConnectionRegistry } from '../connect/connection-registry';
import type { DeviceConnection } from '../connect/device-connection';
import type { FailureGuard } from '../connect/failure-guard';
import { reason } from '../connect/reason-codes';
import { sendUnderFault } from '../faults/send-under-fault';
import type { BrokerLimits } from '../limits';
import type { BrokerLog } from '../ports';
import type { RetainedRepository } from '../sessions/retained-repository';
import type { Sessions } from '../sessions/sessions';
import { sendRetained } from './retained-messages';
import { parseSharedFilter } from './shared-filter';
import { judgeSubscribe } from './subscribe-gate';
import type { SubscribeVerdict } from './subscribe-gate';
import type { SubscribeRequest } from './subscribe-requests';
import { SubscribeRequests } from './subscribe-requests';

export interface SubscribeExchangeOptions {
  readonly connections: ConnectionRegistry;
  readonly limits: BrokerLimits;
  readonly sessions: Sessions;
  readonly retained: RetainedRepository;
  readonly failures: FailureGuard;
  readonly log: BrokerLog;
  readonly faults?: FaultPoints | undefined;
  readonly rates?: BrokerRates | undefined;
  /** A SUBACK is out. */
  onSubscribed(connection: DeviceConnection, filters: readonly string[]): void;
}

const failure = 0x80;

/** SUBSCRIBE and UNSUBSCRIBE, from their packets to SUBACK and UNSUBACK. */
export class SubscribeExchange implements Required<Pick<AedesOptions, 'authorizeSubscribe'>> {
  readonly requests = new SubscribeRequests();
  private readonly effects = new WeakMap<SubscribeRequest, { readonly effect: Effect | undefined }>();

  constructor(private readonly options: SubscribeExchangeOptions) {}

  readonly authorizeSubscribe: Required<AedesOptions>['authorizeSubscribe'] = (
    client,
    subscription,
    done,
  ) => {
    const { connections, failures } = this.options;
    const connection = connections.of(client);
    if (connection.ending) {
      done(null, null);
      return;
    }
    const request = this.requests.subscribeOf(subscription);
    if (request) {
      failures.run(connection, () => this.decide(connection, subscription, request, done));
    } else {
      // Of a session that is resumed.
      done(null, subscription);
    }
  };

  private decide(
    connection: DeviceConnection,
    subscription: Subscription,
    request: SubscribeRequest,
    done: (error: Error | null, subscription?: Subscription | null) => void,
  ): void {
    const { qos } = subscription;
    const filter = this.requests.filterOf(subscription);
    const effect = this.effectOn(request, connection.clientId);
    if (effect?.kind === 'cut' && effect.when === 'before') {
      connection.client.conn.destroy();
      done(null, null);
      return;
    }
    const verdict =
      refusedByFault(effect) ??
      this.tooMany() ??
      judgeSubscribe({ filter, qos, request }, connection, this.options.limits);
    if (verdict.kind !== 'granted') {
      this.refuse(connection, filter, request, verdict, done);
      return;
    }
    if (connection.subscriptions.has(filter)) {
      request.renewed.add(filter);
    } else {
      connection.answered.set(filter, 'not yet');
    }
    const granted = qos === 0 ? 0 : 1;
    connection.subscriptions.set(filter, granted);
    request.codes.set(filter, granted);
    request.granted.push({ ...subscription, topic: filter, qos: granted });
    this.keepWhenDecided(connection, request);
    const isShared = parseSharedFilter(filter) !== undefined;
    done(null, isShared ? null : { ...subscription, topic: filter });
  }

  /**
   * The session has its subscriptions before aedes has: a message that comes right behind the SUBSCRIBE packet would
   * otherwise be delivered and not be stored. None of them is kept when one costs the client its connection.
   */
  private keepWhenDecided(connection: DeviceConnection, { filters, codes, granted }: SubscribeRequest): void {
    if (codes.size === new Set(filters).size) {
      this.options.sessions.keepSubscriptions(connection, granted);
    }
  }

  /** All filters of a SUBSCRIBE are decided. Returns those that the client has been granted. */
  subscribed(client: Client, subscriptions: readonly Subscription[]): string[] {
    const connection = this.options.connections.of(client);
    const [first] = subscriptions;
    const request = first && this.requests.subscribeOf(first);
    if (!request || connection.ending) {
      return [];
    }
    this.acknowledge(connection, request);
    sendRetained(connection.outbox, this.options.retained, request.granted, request.renewed);
    const topics = request.granted.map(({ topic }) => topic);
    this.options.onSubscribed(connection, topics);
    return topics;
  }

  /** Whether a packet of the client asked for these subscriptions; otherwise its session is resumed. */
  isAskedFor([first]: readonly Subscription[]): boolean {
    return first !== undefined && this.requests.subscribeOf(first) !== undefined;
  }

  private acknowledge({ client, clientId, outbox }: DeviceConnection, request: SubscribeRequest): void {
    const { faults } = this.options;
    const suback = {
      cmd: 'suback',
      messageId: request.packetId,
      granted: request.filters.map((filter) => request.codes.get(filter) ?? failure),
      ...defined({ properties: propertiesOf(request) }),
    } as const;
    sendUnderFault(this.effectOn(request, clientId), { client, faults }, (sent) =>
      outbox.writer.write(suback, sent),
    );
  }

  /** Says whether the client asked for it; otherwise its connection ended. */
  unsubscribed(client: Client, filters: readonly string[]): boolean {
    const connection = this.options.connections.of(client);
    for (const filter of filters) {
      connection.subscriptions.delete(filter);
      connection.answered.delete(filter);
    }
    const packetId = this.requests.unsubscribePacketIdOf(filters);
    if (packetId === undefined || connection.ending) {
      return false;
    }
    this.options.sessions.dropSubscriptions(connection, filters);
    // AWS lists no "no subscription existed" for UNSUBACK (developer guide, mqtt).
    connection.outbox.writer.write({ cmd: 'unsuback', messageId: packetId, granted: filters.map(() => 0) });
    return true;
  }

  /** Asked for once for each packet, however many filters it has. */
  private effectOn(request: SubscribeRequest, clientId: string): Effect | undefined {
    const { faults = noFaults } = this.options;
    const known = this.effects.get(request);
    if (known !== undefined) {
      return known.effect;
    }
    const effect = faults.at('mqtt:suback', { clientId, topics: request.filters });
    this.effects.set(request, { effect });
    return effect;
  }

  /** Reported (aws/aws-iot-device-sdk-embedded-C#1108): above the rate, the filter fails in the SUBACK. */
  private tooMany(): SubscribeVerdict | undefined {
    const { rates = noRates } = this.options;
    return rates.admitsSubscription()
      ? undefined
      : { kind: 'denied', reasonCode: reason.quotaExceeded, why: 'too many subscriptions a second' };
  }

  private refuse(
    connection: DeviceConnection,
    filter: string,
    request: SubscribeRequest,
    verdict: Exclude<SubscribeVerdict, { kind: 'granted' }>,
    done: (error: Error | null, subscription?: null) => void,
  ): void {
    const { log } = this.options;
    const { kind, reasonCode, why } = verdict;
    const fields = { clientId: connection.clientId, filter, why };
    if (kind === 'absent') {
      log.warn(fields, 'SUBSCRIBE refused');
    } else {
      log.info(fields, 'SUBSCRIBE refused');
    }
    if (kind !== 'fault') {
      request.codes.set(filter, connection.client.version === 5 ? reasonCode : failure);
      if (kind === 'absent') {
        request.reasonString = why;
      }
      this.keepWhenDecided(connection, request);
      done(null, null);
      return;
    }
    // The error makes aedes drop the connection at once, so it has to wait for the DISCONNECT packet.
    connection.disconnect('CLIENT_ERROR', reasonCode, () => done(new Error(why)));
  }
}

function refusedByFault(effect: Effect | undefined): SubscribeVerdict | undefined {
  return effect?.kind === 'reason'
    ? { kind: 'denied', reasonCode: effect.reasonCode, why: 'a fault refuses it' }
    : undefined;
}

function propertiesOf({ reasonString }: SubscribeRequest): { reasonString: string } | undefined {
  return reasonString === undefined ? undefined : { reasonString };
}
