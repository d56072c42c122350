import { RepeatedLosses } from '../session/repeated-losses';
import { heldToProven, SenderStanding } from '../session/sender-standing';
import type { Wanted } from './wanted-filters';

const lostReason =
  `The connection to AWS IoT Core was lost three times before it answered a subscription to this filter: check that the ` +
  `policy of the device's certificate allows it. It is asked for again in an hour.`;

type Asked = Pick<Wanted, 'filter' | 'senders'>;

/** Which subscriptions connections were lost with, and who had asked for them. */
export class SubscriptionLosses {
  private readonly ofFilters: RepeatedLosses;
  private readonly standing: SenderStanding;

  /** @param elapsed milliseconds that only ever grow */
  constructor(elapsed: () => number) {
    this.ofFilters = new RepeatedLosses(elapsed);
    this.standing = new SenderStanding(elapsed);
  }

  /** Why the sender may not ask for it, if that is so. */
  refusal(filter: string, sender: string): string | undefined {
    if (this.ofFilters.isRefused(filter)) {
      return lostReason;
    }
    return this.standing.refuses(sender, filter) ? heldToProven('subscribe') : undefined;
  }

  /** Whether a connection may have been lost with it. */
  isSuspect(filter: string): boolean {
    return this.ofFilters.isSuspect(filter);
  }

  granted({ filter, senders }: Asked): void {
    this.ofFilters.survived(filter);
    senders.forEach((sender) => this.standing.proved(sender, filter));
  }

  /** The server does not answer, and the connection is still there: it is not lost with this one. */
  survived({ filter }: Asked): void {
    this.ofFilters.survived(filter);
  }

  /** A connection was lost before it had answered. From the second time on nothing else was on its way. */
  lost({ filter, senders }: Asked): void {
    const wasAlone = this.isSuspect(filter);
    this.ofFilters.lost(filter);
    if (wasAlone) {
      senders.forEach((sender) => this.standing.lost(sender, filter));
    }
  }

  /** Why it is asked for no more: whoever asks for it may not, or nobody may. */
  refusalOf({ filter, senders }: Asked): string | undefined {
    const refusals = [...senders].map((sender) => this.refusal(filter, sender));
    return refusals.every((each) => each !== undefined) ? refusals[0] : undefined;
  }
}
