import {
  claim,
  type Claim,
  type SweepLease,
  type SweepState,
} from '../../../../apps/rotation-lambda/src/sweep/sweep-state';
import {
  LeaseLostError,
  type RoundIdentity,
  type SweepStore,
} from '../../../../apps/rotation-lambda/src/sweep/sweep-store';
import type { SweepEvent } from '../../../../apps/rotation-lambda/src/sweep/sweep-event';
import type { FoundThing } from '../../../../apps/rotation-lambda/src/find/found-thing';
import { defined } from '@fleet/optional-members';

/** Where sweeps are kept over their rounds, with the rules of the table. */
export class SweepMemory implements SweepStore {
  private state: SweepState | undefined;
  private lease: SweepLease | undefined;
  private readonly pages = new Map<string, readonly FoundThing[]>();

  claim(event: SweepEvent, { owner, nowMillis, leaseUntil }: RoundIdentity): Promise<Claim> {
    const decision = claim(defined({ state: this.state, lease: this.lease }), event, { owner, nowMillis });
    if (decision.outcome === 'begin' || decision.outcome === 'resume') {
      this.lease = { owner, until: leaseUntil };
    }
    return Promise.resolve(decision);
  }

  save(state: SweepState, owner: string, lease: SweepLease | undefined): Promise<void> {
    if (this.lease?.owner !== owner) {
      return Promise.reject(new LeaseLostError(state.sweepId));
    }
    this.state = state;
    this.lease = lease;
    return Promise.resolve();
  }

  release(owner: string): Promise<void> {
    if (this.lease?.owner === owner) {
      this.lease = undefined;
    }
    return Promise.resolve();
  }

  spool(sweepId: string, page: number, things: readonly FoundThing[]): Promise<void> {
    this.pages.set(`${sweepId}/${page}`, things);
    return Promise.resolve();
  }

  spooled(sweepId: string, page: number): Promise<readonly FoundThing[]> {
    return Promise.resolve(this.pages.get(`${sweepId}/${page}`) ?? []);
  }

  discard(sweepId: string, page: number): Promise<void> {
    this.pages.delete(`${sweepId}/${page}`);
    return Promise.resolve();
  }
}
