import type { DeviceRegistry } from '@fleet/device-registry';
import type { SweepContext } from '../devices/sweep-context';
import type { FleetIndex } from '../find/fleet-index';
import type { FoundThing } from '../find/found-thing';
import type { Continuations } from './continuations';
import type { SweepStore } from './sweep-store';

/** Hands what was found to the workers, where a fleet outgrows one function. */
export interface SweepDispatch {
  dispatch(scheduledTime: Date, things: readonly FoundThing[]): Promise<void>;
}

/** All that the monitor works with. */
export interface SweepParts {
  /** The fleet's resource tag. */
  readonly fleet: string;
  readonly context: SweepContext;
  readonly agenda: Pick<DeviceRegistry, 'agenda'>;
  readonly index: FleetIndex;
  readonly thingGroup: string;
  readonly store: SweepStore;
  /** Devices between two looks at the time and two writes of how far the sweep has come. */
  readonly batchSize: number;
  /**
   * How many chores of clearing up one sweep does for devices that have never proven a certificate. Whoever has a claim
   * can make any number of those.
   */
  readonly unprovenChores: number;
  /** Present where workers share the sweep. */
  readonly dispatch?: SweepDispatch;
}

/** One invocation of the monitor. */
export interface Round {
  /** The same when Lambda brings an event again after a failure (its request id). */
  readonly owner: string;
  readonly remainingMillis: () => number;
  readonly continuations: Continuations;
}
