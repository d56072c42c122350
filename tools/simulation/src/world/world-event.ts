import type { Universe } from '../explore/universe';
import type { Simulated } from './simulated';
import type { World } from './world';

/** One thing that can happen next. */
export interface WorldEvent {
  readonly words: string;
  readonly happens: (simulated: Simulated) => Promise<void> | void;
  /** It changes something in several calls, between which it can be stopped. */
  readonly mayStop?: boolean;
  /** At which turn of the daily sweep it happens: the same as that sweep alone where that takes fewer turns. */
  readonly atTurn?: number;
}

/** Whether there is room for another certificate. */
export function hasRoom({ certificates }: World, universe: Universe): boolean {
  return certificates.length < universe.certificates;
}
