import type { FoundThing } from '../find/found-thing';
import type { SweepRules } from './sweep-context';

/** A day has room for it and for what comes after: the next sweep finds who has not rotated. */
const longestSeconds = 12 * 3_600;

/**
 * How long a device that is warned now waits until it begins to rotate, in whole seconds. Warnings go out faster than AWS
 * admits rotations: without turns, those of a fleet that is due on one day throttle each other, and who is refused by that
 * waits for minutes. A fleet that is too large for half a day begins anew with the first turn.
 */
export function turnOf(
  { place = 0 }: Pick<FoundThing, 'place'>,
  { rotationsPerMinute, warningsPerSecond }: Pick<SweepRules, 'rotationsPerMinute' | 'warningsPerSecond'>,
): number {
  // Those before it were warned before it, too.
  const secondsEach = Math.max(0, 60 / rotationsPerMinute - 1 / warningsPerSecond);
  return Math.floor((place * secondsEach) % longestSeconds);
}
