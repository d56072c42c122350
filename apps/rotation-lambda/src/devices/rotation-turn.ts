import { longestTurnSeconds } from '@fleet/certificate-lifecycle';
import type { FoundThing } from '../find/found-thing';
import type { SweepRules } from './sweep-context';

/*
 * Warnings go out faster than AWS admits rotations, and power returns to a whole region at once: without turns, the devices
 * of a fleet that is due on one day throttle each other, and who is refused by that waits for minutes.
 */

/**
 * How long a device that is warned now waits until it begins to rotate, in whole seconds. A fleet that is too large for half
 * a day begins anew with the first turn.
 */
export function turnOf(
  thing: Pick<FoundThing, 'place'>,
  { rotationsPerMinute, warningsPerSecond }: Pick<SweepRules, 'rotationsPerMinute' | 'warningsPerSecond'>,
): number {
  // Those before it were warned before it, too.
  return turnAt(thing, 60 / rotationsPerMinute - 1 / warningsPerSecond);
}

/** Those that are absent come in any order, some of them at the same time: without room, they throttle each other. */
const roomForAbsent = 1.2;

/** The same for one that is not there now, and may come at one moment with all others that are not. */
export function turnOfAbsent(
  thing: Pick<FoundThing, 'place'>,
  { rotationsPerMinute }: Pick<SweepRules, 'rotationsPerMinute'>,
): number {
  return turnAt(thing, (60 / rotationsPerMinute) * roomForAbsent);
}

function turnAt({ place = 0 }: Pick<FoundThing, 'place'>, secondsEach: number): number {
  return Math.floor((place * Math.max(0, secondsEach)) % longestTurnSeconds);
}
