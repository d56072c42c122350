import type { FoundThing } from '../find/found-thing';
import type { SweepEvent } from './sweep-event';
import type { Claim, SweepLease, SweepState } from './sweep-state';

/** Somebody else sweeps meanwhile: this round took longer than its lease, and has to end. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(sweepId: string) {
    super(`Sweep ${sweepId} was taken over by another round; this one ends.`);
  }
}

/** What one round needs to say who it is. */
export interface RoundIdentity {
  readonly owner: string;
  readonly nowMillis: number;
  /** Until when nobody else may sweep. */
  readonly leaseUntil: number;
}

/** Where a sweep is kept over its rounds: how far it has come, and the things that it has found. */
export interface SweepStore {
  /** Takes the lease, if it may be had: of two that ask at once, one gets it. */
  claim(event: SweepEvent, round: RoundIdentity): Promise<Claim>;
  /**
   * Keeps how far the sweep has come. Without a lease it is given back.
   * @throws LeaseLostError
   */
  save(state: SweepState, owner: string, lease: SweepLease | undefined): Promise<void>;
  /** Gives the lease back, if it is this owner's, and leaves all else. */
  release(owner: string): Promise<void>;
  /** A page that is spooled again takes the place of what was there. */
  spool(sweepId: string, page: number, things: readonly FoundThing[]): Promise<void>;
  spooled(sweepId: string, page: number): Promise<readonly FoundThing[]>;
  discard(sweepId: string, page: number): Promise<void>;
}
