import { thingAttributes } from '@fleet/fleet-contract';

type Finds = (attributes: Readonly<Record<string, string>>, groups: readonly string[]) => boolean;

const form = new RegExp(
  `^thingGroupNames:"([^"]+)" AND (NOT )?attributes\\.${thingAttributes.certIssuance}:\\[(\\d{8}) TO (\\d{8})\\]$`,
);

const known = new Map<string, Finds>();

/** Understands the queries of the sweep, and no others. What the index itself makes of them the end-to-end tests show. */
export function sweepQuery(queryString: string): Finds {
  const before = known.get(queryString);
  if (before !== undefined) {
    return before;
  }
  const finds = parse(queryString);
  // A simulation of years asks other queries every day.
  if (known.size > 1_000) {
    known.clear();
  }
  known.set(queryString, finds);
  return finds;
}

function parse(queryString: string): Finds {
  const [, group, not, from, until] = form.exec(queryString) ?? [];
  if (group === undefined || from === undefined || until === undefined) {
    throw new Error(`The simulated fleet index does not know the query ${queryString}`);
  }
  return (attributes, groups) => {
    const issued = attributes[thingAttributes.certIssuance];
    const isInRange = issued !== undefined && issued >= from && issued <= until;
    return groups.includes(group) && isInRange === (not === undefined);
  };
}
