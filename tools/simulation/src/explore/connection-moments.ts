import type { Timestamp } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import type { World } from '../world/world';

/** Connections of one day begin some seconds apart, and count by their order alone. */
const apart = 2;
const form = /^(.{17})(\d\d)(\.000Z)$/;

/** The same world, in which the connections of each day begin at its first seconds. */
export function withoutGaps(world: World): World {
  const moments = new Set<Timestamp>();
  world.connections.forEach(({ since }) => moments.add(since));
  world.messages.forEach(({ moment }) => moments.add(moment));
  world.records.forEach(({ certificates }) =>
    certificates.forEach(({ connectedAt }) => connectedAt !== undefined && moments.add(connectedAt)),
  );
  const names = namesOf(moments);
  if (names.size === 0) {
    return world;
  }
  const named = (moment: Timestamp) => names.get(moment) ?? moment;
  return {
    ...world,
    connections: world.connections.map((each) => ({ ...each, since: named(each.since) })),
    messages: world.messages.map((each) => ({ ...each, moment: named(each.moment) })),
    records: world.records.map((record) => ({
      ...record,
      certificates: record.certificates.map((each) =>
        each.connectedAt === undefined
          ? each
          : { ...each, ...defined({ connectedAt: named(each.connectedAt) }) },
      ),
    })),
  };
}

/** Those that get another name: the first second of all is that of the day itself, and stays. */
function namesOf(moments: ReadonlySet<Timestamp>): ReadonlyMap<Timestamp, Timestamp> {
  const names = new Map<Timestamp, Timestamp>();
  const counts = new Map<string, number>();
  for (const moment of [...moments].sort()) {
    const [, minute, second, rest] = form.exec(moment) ?? [];
    if (minute !== undefined && second !== '00') {
      const count = (counts.get(minute) ?? 0) + 1;
      counts.set(minute, count);
      const name = `${minute}${String(count * apart).padStart(2, '0')}${rest}`;
      if (name !== moment) {
        names.set(moment, name);
      }
    }
  }
  return names;
}
