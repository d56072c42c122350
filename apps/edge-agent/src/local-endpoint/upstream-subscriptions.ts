import type { Connection } from '../connection/connection';
import {
  DisconnectedError,
  OperationRefusedError,
  UnacknowledgedError,
} from '../connection/connection-errors';
import type { Dispatcher } from '../session/dispatcher';
import type { Timing } from '../timing/timing';
import { programLimits } from './program-limits';
import { SubscriptionLosses } from './subscription-losses';
import { qosOf, WantedFilters, type Qos, type SubscriptionFault, type Wanted } from './wanted-filters';

/** A program's share in a subscription. */
export interface Lease {
  release(): void;
}

const nothingToRelease: Lease = { release: () => undefined };

/** What a program asks for. */
export interface Wish {
  readonly filter: string;
  readonly qos: Qos;
  /** Against whom it is held if connections are lost with it. */
  readonly sender: string;
}

/** Programs that subscribe and unsubscribe in a loop must not use up what AWS IoT Core allows one connection. */
const millisBetween = 50;

/** A server that acknowledges nothing is asked again after so long. */
const retryMillis = 1_000;

export interface UpstreamParts {
  readonly timing: Pick<Timing, 'sleep' | 'elapsed'>;
  /** What else may be why a connection is lost. */
  readonly dispatcher: Pick<
    Dispatcher,
    'hasSuspects' | 'isSending' | 'isTryingOne' | 'somethingNew' | 'whileSubscribing' | 'watch' | 'changed'
  >;
  readonly warn: (message: string) => void;
  /** A subscription that was granted is none any more. */
  readonly lost: (filter: string, why: string) => void;
  /** Filters that the agent has subscribed to for itself, at QoS 1. */
  readonly ownFilters: readonly string[];
}

/**
 * What programs have subscribed to, once over the device's connection however many they are. A filter that another one
 * covers is not sent at all, so that its messages come once.
 */
export class UpstreamSubscriptions {
  private connection: Connection | undefined;
  private readonly wanted = new WantedFilters();
  private readonly losses: SubscriptionLosses;
  private wake: () => void = () => undefined;

  constructor(private readonly parts: UpstreamParts) {
    this.losses = new SubscriptionLosses(parts.timing.elapsed);
  }

  /** Another connection carries the session: everything is subscribed to anew, as the session may have ended. */
  carries(connection: Connection): void {
    this.connection = connection;
    this.wake();
  }

  /**
   * Wants a filter for a program until it is released.
   *
   * @param answered is told when the server has answered, be it over a later connection
   */
  acquire({ filter, qos, sender }: Wish, answered: (fault: SubscriptionFault) => void): Lease {
    if (this.parts.ownFilters.includes(filter)) {
      answered(undefined);
      return nothingToRelease;
    }
    const refusal = this.losses.refusal(filter, sender);
    if (refusal !== undefined) {
      answered({ kind: 'refused', why: refusal });
      return nothingToRelease;
    }
    const wanted = this.wanted.findOrBegin(filter);
    if (wanted === undefined) {
      const why = `the programs of this device may have ${programLimits.subscriptions} topic filters`;
      answered({ kind: 'too-many', why });
      return nothingToRelease;
    }
    wanted.holders[qos] += 1;
    wanted.senders.add(sender);
    if (this.wanted.isServed(wanted, this.connection)) {
      answered(undefined);
    } else {
      wanted.waiting.add(answered);
      this.wake();
    }
    let held = true;
    return {
      release: () => {
        wanted.holders[qos] -= held ? 1 : 0;
        held = false;
        wanted.waiting.delete(answered);
        this.wake();
      },
    };
  }

  /** Does what is to be done, one thing after the other, until the signal is aborted. */
  async maintain(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      const step = this.nextStep();
      if (step === undefined) {
        const { dispatcher } = this.parts;
        const mayChange = dispatcher.hasSuspects || dispatcher.isTryingOne || dispatcher.watch.needsQuiet;
        await (mayChange ? Promise.race([woken, dispatcher.somethingNew()]) : woken);
        continue;
      }
      const wait = await step();
      // Its one way to fail is the signal.
      await this.parts.timing.sleep(wait, signal).catch(() => undefined);
    }
  }

  private nextStep(): (() => Promise<number>) | undefined {
    const { connection, wanted } = this;
    wanted.forgetUnwanted();
    if (connection === undefined || connection.closed !== undefined) {
      return undefined;
    }
    const missing = wanted.all.filter(
      (each) => wanted.providerOf(each) === each && !wanted.isServed(each, connection),
    );
    this.tellOfMissing(missing);
    if (this.parts.dispatcher.isTryingOne) {
      return undefined;
    }
    const doubted = this.doubtedSenders(missing);
    const next = missing.find((each) => this.mayGo(each, doubted));
    if (next !== undefined) {
      return () => this.subscribe(next, connection);
    }
    const needless = wanted.all.find((each) => each.inSession && wanted.providerOf(each) !== each);
    if (needless !== undefined) {
      return () => this.unsubscribe(needless, connection);
    }
    const wait = this.parts.dispatcher.watch.waitForQuiet();
    return missing.length > 0 && wait > 0 ? () => Promise.resolve(wait) : undefined;
  }

  /** What messages have to wait for. */
  private tellOfMissing(missing: readonly Wanted[]): void {
    const { watch } = this.parts.dispatcher;
    const needsQuiet = missing.some(
      (each) => this.losses.isSuspect(each.filter) && !this.waitsForMessages(each),
    );
    const isRestoring = missing.some(({ granted }) => granted !== undefined);
    if (watch.needsQuiet !== needsQuiet || watch.isRestoring !== isRestoring) {
      watch.needsQuiet = needsQuiet;
      watch.isRestoring = isRestoring;
      this.parts.dispatcher.changed();
    }
  }

  /** A new one waits for messages that a connection may have been lost with, and one that it may be lost with for quiet. */
  private mayGo(wanted: Wanted, doubted: ReadonlySet<string>): boolean {
    if (this.waitsForMessages(wanted)) {
      return false;
    }
    if (this.losses.isSuspect(wanted.filter)) {
      const { isSending, watch } = this.parts.dispatcher;
      return !isSending && watch.waitForQuiet() <= 0;
    }
    return wanted.granted !== undefined || ![...wanted.senders].some((sender) => doubted.has(sender));
  }

  /** Whose new ones wait until it is known of what they had before: they might end a connection each. */
  private doubtedSenders(missing: readonly Wanted[]): ReadonlySet<string> {
    const suspects = missing.filter(({ filter }) => this.losses.isSuspect(filter));
    return new Set(suspects.flatMap(({ senders }) => [...senders]));
  }

  private waitsForMessages({ granted }: Wanted): boolean {
    return this.parts.dispatcher.hasSuspects && granted === undefined;
  }

  private async subscribe(wanted: Wanted, connection: Connection): Promise<number> {
    const qos = qosOf(wanted);
    wanted.inSession = true;
    try {
      await this.parts.dispatcher.whileSubscribing(connection.subscribe([wanted.filter], { qos }));
      this.losses.granted(wanted);
      wanted.granted = { connection, qos };
      this.tellServed();
      return millisBetween;
    } catch (error) {
      if (error instanceof DisconnectedError) {
        this.losses.lost(wanted);
        this.giveUp();
      }
      if (error instanceof UnacknowledgedError) {
        // It was left alone with the connection for long enough.
        this.losses.survived(wanted);
      }
      return this.failed(error, () => this.refused(wanted, wordsOf(error)));
    }
  }

  /** What more connections would be lost with. */
  private giveUp(): void {
    for (const wanted of this.wanted.all) {
      const isWanted = this.wanted.providerOf(wanted) !== undefined;
      const why = isWanted ? this.losses.refusalOf(wanted) : undefined;
      if (why !== undefined) {
        this.parts.warn(`${wanted.filter}: ${why}`);
        this.refused(wanted, why);
      }
    }
  }

  private async unsubscribe(wanted: Wanted, connection: Connection): Promise<number> {
    // Whoever wants it now has to wait until it is subscribed to again.
    wanted.granted = undefined;
    try {
      await connection.unsubscribe([wanted.filter]);
      leaveSession(wanted);
      return millisBetween;
    } catch (error) {
      return this.failed(error, () => leaveSession(wanted));
    }
  }

  private failed(error: unknown, refused: () => void): number {
    if (error instanceof UnacknowledgedError) {
      this.parts.warn(`${error.message} The agent asks again.`);
    } else if (error instanceof OperationRefusedError) {
      refused();
    } else if (!(error instanceof DisconnectedError)) {
      throw error;
    }
    return retryMillis;
  }

  /** All who want it are told, those included that have had it over an earlier connection. */
  private refused(wanted: Wanted, why: string): void {
    this.wanted.remove(wanted);
    wanted.waiting.forEach((tell) => tell({ kind: 'refused', why }));
    this.parts.lost(wanted.filter, why);
  }

  private tellServed(): void {
    for (const wanted of this.wanted.all) {
      if (wanted.waiting.size > 0 && this.wanted.isServed(wanted, this.connection)) {
        wanted.waiting.forEach((tell) => tell(undefined));
        wanted.waiting.clear();
      }
    }
  }
}

function leaveSession(wanted: Wanted): void {
  wanted.inSession = false;
  wanted.granted = undefined;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
