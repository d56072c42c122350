import { filterCovers } from '@fleet/program-topics';
import type { Connection } from '../connection/connection';
import { programLimits } from './program-limits';

export type Qos = 0 | 1;

/** `undefined`: granted. */
export type SubscriptionFault = { readonly kind: 'refused' | 'too-many'; readonly why: string } | undefined;

/** A topic filter that programs have subscribed to, and what the server has of it. */
export interface Wanted {
  readonly filter: string;
  /** How many subscriptions of programs there are, by QoS. */
  readonly holders: [number, number];
  /** Who has asked for it. */
  readonly senders: Set<string>;
  /** Told what became of it. */
  readonly waiting: Set<(fault: SubscriptionFault) => void>;
  /** Whether the thing's session may have it: sessions outlive connections, and what they have counts. */
  inSession: boolean;
  /** With what the server has granted it, and over which connection. */
  granted: { readonly connection: Connection; readonly qos: Qos } | undefined;
}

/** What programs have subscribed to, each filter once, and which of them need the server. */
export class WantedFilters {
  private readonly wanted = new Map<string, Wanted>();

  get all(): Wanted[] {
    return [...this.wanted.values()];
  }

  /** `undefined`: there are as many as the connection has room for. */
  findOrBegin(filter: string): Wanted | undefined {
    const known = this.wanted.get(filter);
    if (known !== undefined) {
      return known;
    }
    this.forgetUnwanted();
    if (this.wanted.size >= programLimits.subscriptions) {
      return undefined;
    }
    const begun = wantedByNobody(filter);
    this.wanted.set(filter, begun);
    return begun;
  }

  /** Nobody wants it any more. The session may still have it of an earlier connection. */
  remove({ filter, granted }: Wanted): void {
    this.wanted.delete(filter);
    if (granted !== undefined) {
      this.wanted.set(filter, { ...wantedByNobody(filter), inSession: true });
    }
  }

  forgetUnwanted(): void {
    for (const wanted of this.all) {
      if (!isHeld(wanted) && !wanted.inSession) {
        this.wanted.delete(wanted.filter);
      }
    }
  }

  /** The filter by which its messages come: itself, or one that covers it; none where nobody wants it any more. */
  providerOf(wanted: Wanted): Wanted | undefined {
    if (!isHeld(wanted)) {
      return undefined;
    }
    const covering = this.all.find(
      (other) =>
        other !== wanted &&
        isHeld(other) &&
        qosOf(other) >= qosOf(wanted) &&
        filterCovers(other.filter, wanted.filter),
    );
    return covering === undefined ? wanted : (this.providerOf(covering) ?? wanted);
  }

  /** Whether its messages come over that connection. */
  isServed(wanted: Wanted, connection: Connection | undefined): boolean {
    const { granted } = this.providerOf(wanted) ?? wanted;
    return granted !== undefined && granted.connection === connection && granted.qos >= qosOf(wanted);
  }
}

export function qosOf({ holders }: Wanted): Qos {
  return holders[1] > 0 ? 1 : 0;
}

function wantedByNobody(filter: string): Wanted {
  return {
    filter,
    holders: [0, 0],
    senders: new Set(),
    waiting: new Set(),
    inSession: false,
    granted: undefined,
  };
}

function isHeld({ holders }: Wanted): boolean {
  return holders[0] + holders[1] > 0;
}
