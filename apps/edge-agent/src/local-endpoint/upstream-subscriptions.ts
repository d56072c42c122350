import { filterCovers } from '@fleet/program-topics';
import type { Connection } from '../connection/connection';
import {
  DisconnectedError,
  OperationRefusedError,
  UnacknowledgedError,
} from '../connection/connection-errors';
import type { Dispatcher } from '../session/dispatcher';
import { RepeatedLosses } from '../session/repeated-losses';
import type { Timing } from '../timing/timing';
import { programLimits } from './program-limits';

type Qos = 0 | 1;

/** `undefined`: granted. */
export type SubscriptionFault = { readonly kind: 'refused' | 'too-many'; readonly why: string } | undefined;

/** A program's share in a subscription. */
export interface Lease {
  release(): void;
}

const nothingToRelease: Lease = { release: () => undefined };

interface Wanted {
  readonly filter: string;
  /** How many subscriptions of programs there are, by QoS. */
  readonly holders: [number, number];
  /** Told what became of it. */
  readonly waiting: Set<(fault: SubscriptionFault) => void>;
  /** Whether the thing's session may have it: sessions outlive connections, and what they have counts. */
  inSession: boolean;
  /** With what the server has granted it, and over which connection. */
  granted: { readonly connection: Connection; readonly qos: Qos } | undefined;
}

/** Programs that subscribe and unsubscribe in a loop must not use up what AWS IoT Core allows one connection. */
const millisBetween = 50;

const lostReason =
  `The connection to AWS IoT Core was lost three times before it answered a subscription to this filter: check that the ` +
  `policy of the device's certificate allows it. It is asked for again in an hour.`;

/** A server that acknowledges nothing is asked again after so long. */
const retryMillis = 1_000;

export interface UpstreamParts {
  readonly timing: Pick<Timing, 'sleep' | 'elapsed'>;
  /** What else may be why a connection is lost. */
  readonly dispatcher: Pick<Dispatcher, 'hasSuspects' | 'somethingNew' | 'whileSubscribing' | 'watch'>;
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
  private readonly wanted = new Map<string, Wanted>();
  private readonly losses: RepeatedLosses;
  private wake: () => void = () => undefined;

  constructor(private readonly parts: UpstreamParts) {
    this.losses = new RepeatedLosses(parts.timing.elapsed);
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
  acquire(filter: string, qos: Qos, answered: (fault: SubscriptionFault) => void): Lease {
    if (this.parts.ownFilters.includes(filter)) {
      answered(undefined);
      return nothingToRelease;
    }
    if (this.losses.isRefused(filter)) {
      answered({ kind: 'refused', why: lostReason });
      return nothingToRelease;
    }
    const wanted = this.wanted.get(filter) ?? this.begin(filter);
    if (wanted === undefined) {
      const why = `the programs of this device may have ${programLimits.subscriptions} topic filters`;
      answered({ kind: 'too-many', why });
      return nothingToRelease;
    }
    wanted.holders[qos] += 1;
    if (this.isServed(wanted)) {
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

  private begin(filter: string): Wanted | undefined {
    this.forgetUnwanted();
    if (this.wanted.size >= programLimits.subscriptions) {
      return undefined;
    }
    const wanted = wantedByNobody(filter);
    this.wanted.set(filter, wanted);
    return wanted;
  }

  /** Does what is to be done, one thing after the other, until the signal is aborted. */
  async maintain(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      const step = this.nextStep();
      if (step === undefined) {
        const { dispatcher } = this.parts;
        await (dispatcher.hasSuspects ? Promise.race([woken, dispatcher.somethingNew()]) : woken);
        continue;
      }
      const wait = await step();
      // Its one way to fail is the signal.
      await this.parts.timing.sleep(wait, signal).catch(() => undefined);
    }
  }

  private nextStep(): (() => Promise<number>) | undefined {
    const { connection } = this;
    this.forgetUnwanted();
    if (connection === undefined || connection.closed !== undefined) {
      return undefined;
    }
    const all = [...this.wanted.values()];
    const missing = all.filter((each) => this.providerOf(each) === each && !this.isServed(each));
    const next = missing.find((each) => this.mayGo(each));
    if (next !== undefined) {
      return () => this.subscribe(next, connection);
    }
    const needless = all.find((each) => each.inSession && this.providerOf(each) !== each);
    if (needless !== undefined) {
      return () => this.unsubscribe(needless, connection);
    }
    const wait = this.parts.dispatcher.watch.waitForSuspect();
    return missing.length > 0 && wait > 0 ? () => Promise.resolve(wait) : undefined;
  }

  /** A new one waits for messages that a connection may have been lost with, and one that it may be lost with for quiet. */
  private mayGo({ filter, granted }: Wanted): boolean {
    const { hasSuspects, watch } = this.parts.dispatcher;
    return (
      !(hasSuspects && granted === undefined) &&
      !(this.losses.isSuspect(filter) && watch.waitForSuspect() > 0)
    );
  }

  private async subscribe(wanted: Wanted, connection: Connection): Promise<number> {
    const qos = qosOf(wanted);
    wanted.inSession = true;
    try {
      await this.parts.dispatcher.whileSubscribing(connection.subscribe([wanted.filter], { qos }));
      this.losses.survived(wanted.filter);
      wanted.granted = { connection, qos };
      this.tellServed();
      return millisBetween;
    } catch (error) {
      if (error instanceof DisconnectedError && this.losses.lost(wanted.filter)) {
        this.parts.warn(`${wanted.filter}: ${lostReason}`);
        this.refused(wanted, lostReason);
      }
      return this.failed(error, () => this.refused(wanted, wordsOf(error)));
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
    this.wanted.delete(wanted.filter);
    if (wanted.granted !== undefined) {
      // The session has it of an earlier connection.
      this.wanted.set(wanted.filter, { ...wantedByNobody(wanted.filter), inSession: true });
    }
    wanted.waiting.forEach((tell) => tell({ kind: 'refused', why }));
    this.parts.lost(wanted.filter, why);
  }

  private tellServed(): void {
    for (const wanted of this.wanted.values()) {
      if (wanted.waiting.size > 0 && this.isServed(wanted)) {
        wanted.waiting.forEach((tell) => tell(undefined));
        wanted.waiting.clear();
      }
    }
  }

  private isServed(wanted: Wanted): boolean {
    const { granted } = this.providerOf(wanted) ?? wanted;
    return granted !== undefined && granted.connection === this.connection && granted.qos >= qosOf(wanted);
  }

  /** The filter by which its messages come: itself, or one that covers it; none where nobody wants it any more. */
  private providerOf(wanted: Wanted): Wanted | undefined {
    if (!isHeld(wanted)) {
      return undefined;
    }
    const covering = [...this.wanted.values()].find(
      (other) =>
        other !== wanted &&
        isHeld(other) &&
        qosOf(other) >= qosOf(wanted) &&
        filterCovers(other.filter, wanted.filter),
    );
    return covering === undefined ? wanted : (this.providerOf(covering) ?? wanted);
  }

  private forgetUnwanted(): void {
    for (const wanted of this.wanted.values()) {
      if (!isHeld(wanted) && !wanted.inSession) {
        this.wanted.delete(wanted.filter);
      }
    }
  }
}

function wantedByNobody(filter: string): Wanted {
  return { filter, holders: [0, 0], waiting: new Set(), inSession: false, granted: undefined };
}

function leaveSession(wanted: Wanted): void {
  wanted.inSession = false;
  wanted.granted = undefined;
}

function isHeld({ holders }: Wanted): boolean {
  return holders[0] + holders[1] > 0;
}

function qosOf({ holders }: Wanted): Qos {
  return holders[1] > 0 ? 1 : 0;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
