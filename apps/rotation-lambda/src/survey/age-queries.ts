import { addDays, type CertDate, type RotationRules } from '@fleet/cert-dates';
import { issuedBetween, issuedUntil, ofFleet } from '../find/fleet-queries';

/** Certificates of an age that has a date: of the others the index is not asked. */
export type DatedAge = 'firstQuarter' | 'secondQuarter' | 'thirdQuarter' | 'lastQuarter' | 'due' | 'overdue';

export interface AgeQuery {
  readonly age: DatedAge;
  /** Absent where no certificate can be of that age: the period is shorter than a part of it. */
  readonly queryString?: string;
}

type Period = Pick<RotationRules, 'rotationDays' | 'spreadDays' | 'graceDays'>;

/** What the fleet index is asked to count certificates by their age, always within the fleet's own group. */
export function ageQueries(
  { rotationDays, spreadDays, graceDays }: Period,
  { thingGroup, today }: { readonly thingGroup: string; readonly today: CertDate },
): readonly AgeQuery[] {
  const within = (query: string) => `${ofFleet(thingGroup)} AND ${query}`;
  const quarter = (count: number) => Math.ceil((count * rotationDays) / 4);
  const endOfGrace = rotationDays + spreadDays + graceDays;
  const classes: readonly (readonly [DatedAge, number, number])[] = [
    ['firstQuarter', 0, quarter(1)],
    ['secondQuarter', quarter(1), quarter(2)],
    ['thirdQuarter', quarter(2), quarter(3)],
    ['lastQuarter', quarter(3), rotationDays],
    ['due', rotationDays, endOfGrace],
  ];
  return [
    ...classes.map(([age, from, to]): AgeQuery => {
      const oldest = addDays(today, 1 - to);
      const youngest = addDays(today, -from);
      return from < to ? { age, queryString: within(issuedBetween(oldest, youngest)) } : { age };
    }),
    { age: 'overdue', queryString: within(issuedUntil(addDays(today, -endOfGrace))) },
  ];
}
