import * as z from 'zod/mini';

const datesInQuery =
  /^thingGroupNames:"[^"]+" AND (?<not>NOT )?attributes\.cert_issuance:\[(?<from>\d{8}) TO (?<until>\d{8})\]$/;

const dates = z.object({ not: z.optional(z.string()), from: z.string(), until: z.string() });

/**
 * Understands the sweep's own queries: for things with a date in a range, and for those that have none in all of it.
 * What the index itself makes of them is shown by the end-to-end tests.
 * @returns whether a thing with this attribute is found
 */
export function sweepQuery(queryString: string): (issued: string | undefined) => boolean {
  const { not, from, until } = dates.parse(datesInQuery.exec(queryString)?.groups);
  return (issued) => {
    const isInRange = issued !== undefined && /^\d+$/.test(issued) && issued >= from && issued <= until;
    return isInRange === (not === undefined);
  };
}
