import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { IConnectPacket } from 'mqtt-packet';
import { alertsFilter, localStatusTopic, type ProgramRules } from '@fleet/program-topics';
import type { Agent } from '../agent';
import type { Carrier } from '../provisioning/carrier';
import type { Dispatcher } from '../session/dispatcher';
import { stateOf } from './agent-state';
import { ConnectRate } from './connect-rate';
import { formatListenAddress, type ListenAddress } from './listen-address';
import { LocalTopics } from './local-topics';
import type { PasswordFile } from './password-file';
import type { Admission, Rejection } from './program-door';
import { programLimits } from './program-limits';
import { ProgramMessages } from './program-messages';
import { ProgramSession } from './program-session';
import type { Delivery } from './program-writer';
import { reason } from './reason-codes';
import { prepareSocketPlace, SocketPlaceError } from './socket-place';
import { UpstreamSubscriptions } from './upstream-subscriptions';

export interface LocalEndpointSettings {
  readonly address: ListenAddress;
  /** Without one, whoever may open the socket may come in. */
  readonly passwords: PasswordFile | undefined;
  readonly rulesOf: (program: string | undefined) => ProgramRules;
  /** Eight hex digits that nobody draws again. */
  readonly nonce: () => string;
}

/** The device's own group, and nobody else [its folder keeps the others out already]. */
const socketMode = 0o660;

/**
 * An MQTT server for the programs of this device, on the agent's one connection to AWS IoT Core. It keeps no sessions and
 * retains nothing but what the agent says of itself.
 */
export class LocalEndpoint {
  private readonly sessions = new Set<ProgramSession>();
  private readonly local = new LocalTopics();
  private readonly messages: ProgramMessages;
  private readonly upstream: UpstreamSubscriptions;
  /** Of programs that may come in: whoever may not uses up nothing of theirs. */
  private readonly rate: ConnectRate;
  /** Of what is said of those that have gone. */
  private readonly sayRate: ConnectRate;
  private readonly server: Server;
  private carrier: Carrier | undefined;

  constructor(
    private readonly agent: Agent,
    private readonly dispatcher: Dispatcher,
    private readonly settings: LocalEndpointSettings,
  ) {
    const warn = (message: string): void => agent.report({ event: 'warning', message });
    this.messages = new ProgramMessages(dispatcher, {
      elapsed: agent.timing.elapsed,
      report: (dropped) => agent.report({ event: 'dropped', ...dropped }),
    });
    this.upstream = new UpstreamSubscriptions({
      timing: agent.timing,
      dispatcher,
      warn,
      lost: (filter, why) => this.sessions.forEach((session) => session.lose(filter, why)),
      ownFilters: [alertsFilter(agent.device.serial)],
    });
    this.rate = new ConnectRate(agent.timing.elapsed);
    this.sayRate = new ConnectRate(agent.timing.elapsed);
    this.server = createServer((socket) => this.accept(socket));
    this.server.on('error', (error) => warn(`Programs may not reach the agent: ${error.message}.`));
    this.tell();
  }

  /**
   * Lets programs in, and works for them until the signal is aborted.
   *
   * @throws SocketPlaceError
   */
  async open(signal: AbortSignal): Promise<void> {
    const { address } = this.settings;
    await listen(this.server, address);
    this.agent.report({ event: 'serving', address: formatListenAddress(address) });
    // A fault of the agent itself ends it.
    void this.dispatcher.sendUntil(() => false, signal);
    void this.upstream.maintain(signal);
  }

  /** Another identity carries the session from now on. */
  carries(carrier: Carrier): void {
    if (carrier === this.carrier) {
      return;
    }
    this.carrier = carrier;
    this.upstream.carries(carrier.connection);
    carrier.connection.onClose(() => this.tell());
    this.tell();
  }

  /** What AWS IoT Core has for the device. */
  deliver(delivery: Delivery): void {
    this.sessions.forEach((session) => session.receive(delivery));
  }

  /** Says goodbye to all programs. Nothing of theirs is acknowledged any more. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    [...this.sessions].forEach((session) => session.end(reason.shuttingDown, 'the agent is stopping'));
    await closed;
  }

  private tell(): void {
    const news = this.local.set(localStatusTopic, stateOf(this.agent.device, this.carrier));
    if (news !== undefined) {
      this.deliver(news);
    }
  }

  private accept(socket: Socket): void {
    if (!this.hasRoom()) {
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    this.sessions.add(
      new ProgramSession(socket, {
        admit: (connect, session) => this.admit(connect, session),
        messages: this.messages,
        upstream: this.upstream,
        local: this.local,
        ended: (session, why) => this.ended(session, why),
        elapsed: this.agent.timing.elapsed,
        clientName: () => `local-${this.settings.nonce()}`,
      }),
    );
  }

  /** Whoever says nothing keeps nobody out: the one that has been silent longest goes. */
  private hasRoom(): boolean {
    const newcomers = [...this.sessions].filter((session) => !session.isOpen);
    const silent = newcomers.find((session) => !session.hasSpoken);
    if (newcomers.length >= programLimits.newcomers) {
      silent?.end(reason.serverBusy, 'others came that may say who they are');
    }
    return newcomers.length < programLimits.newcomers || silent !== undefined;
  }

  private async admit(
    { username, password }: IConnectPacket,
    session: ProgramSession,
  ): Promise<Admission | Rejection> {
    const { passwords, rulesOf } = this.settings;
    if (passwords === undefined) {
      return this.placeFor(session) ?? { name: undefined, rules: rulesOf(undefined) };
    }
    if (username === undefined || password === undefined || !(await passwords.admits(username, password))) {
      return { code: reason.badUserOrPassword, why: 'its name or its password is wrong' };
    }
    this.takeOver(username, session);
    return this.placeFor(session) ?? { name: username, rules: rulesOf(username) };
  }

  /**
   * Of a program that is held up nobody sees whether it is there: where all places are taken, the one that has been so for
   * the longest goes. What it has sent is kept as far as there is room.
   */
  private placeFor(newcomer: ProgramSession): Rejection | undefined {
    if (!this.rate.admits()) {
      return { code: reason.serverBusy, why: 'programs connect too often' };
    }
    const open = [...this.sessions].filter((session) => session !== newcomer && session.isOpen);
    if (open.length < programLimits.connections) {
      return undefined;
    }
    const [longest] = open
      .filter(({ fullSince }) => fullSince !== undefined)
      .toSorted((one, other) => (one.fullSince ?? 0) - (other.fullSince ?? 0));
    if (longest === undefined) {
      return { code: reason.quotaExceeded, why: `${programLimits.connections} programs are connected` };
    }
    longest.end(reason.quotaExceeded, 'it has been held up for the longest, and others need its place');
    return undefined;
  }

  /**
   * A client id is one connection's [MQTT, 3.1.4]: of the program that it is, which has proved its name. Nobody ends
   * another program's connection, so where there are no names nobody ends any.
   */
  private takeOver(name: string, session: ProgramSession): void {
    for (const other of [...this.sessions]) {
      if (other !== session && other.name === name && other.clientId === session.clientId) {
        other.end(reason.takenOver, 'it has connected a second time');
      }
    }
  }

  private ended(session: ProgramSession, why: string | undefined): void {
    this.sessions.delete(session);
    if (why !== undefined && this.sayRate.admits()) {
      const { clientId, name } = session;
      this.agent.report({ event: 'program-disconnected', program: name ?? clientId, reason: why });
    }
  }
}

/** @throws SocketPlaceError */
export async function openLocalEndpoint(
  agent: Agent,
  dispatcher: Dispatcher,
  settings: LocalEndpointSettings,
  signal: AbortSignal,
): Promise<LocalEndpoint> {
  const endpoint = new LocalEndpoint(agent, dispatcher, settings);
  await endpoint.open(signal);
  return endpoint;
}

/** @throws SocketPlaceError */
async function listen(server: Server, address: ListenAddress): Promise<void> {
  if (address.kind === 'unix') {
    await prepareSocketPlace(address.path);
  }
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      const place =
        address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port };
      server.listen(place, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SocketPlaceError(`Programs cannot connect to ${formatListenAddress(address)}: ${why}.`, {
      cause: error,
    });
  }
  if (address.kind === 'unix') {
    chmodSync(address.path, socketMode);
  }
}
