import { rotationStanding, type RotationStanding } from '@fleet/cert-dates';
import { observed, type FoundThing } from '../find/found-thing';
import type { SweepContext, SweepDay } from './sweep-context';

/** How a thing that the index named stands on the day of the sweep. */
export function standingOf(
  thing: FoundThing,
  { rules }: Pick<SweepContext, 'rules'>,
  { today }: SweepDay,
): RotationStanding {
  return rotationStanding(observed(thing, today), rules, today);
}
