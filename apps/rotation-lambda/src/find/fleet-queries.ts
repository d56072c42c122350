import { addDays, type CertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';

/** What a sweep asks the fleet index for, in this order. Each thing that it has to look at is in one of them. */
export const fleetQueries = ['due', 'undated'] as const;
export type FleetQuery = (typeof fleetQueries)[number];

const dawn = '19700101';

/**
 * A query of the fleet index (developer guide, query-syntax), always within the fleet's own group.
 * `due`: issued so long ago that the certificate may be due today; the name's place in the spread decides.
 * `undated`: everything outside of the dates that there can be, so also things without one.
 */
export function fleetQuery(
  query: FleetQuery,
  about: { readonly thingGroup: string; readonly rotationDays: number; readonly today: CertDate },
): string {
  const { thingGroup, rotationDays, today } = about;
  const ofFleet = `thingGroupNames:${thingGroup}`;
  const issued = (until: CertDate) => `attributes.${thingAttributes.certIssuance}:[${dawn} TO ${until}]`;
  return query === 'due'
    ? `${ofFleet} AND ${issued(addDays(today, -rotationDays))}`
    : `${ofFleet} AND NOT ${issued(today)}`;
}
