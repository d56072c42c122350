import type { TimelineItem } from '@fleet/fleet-console-api';
import { distance, minuteOf } from '../words/moments';

/** What happened within one minute. */
export interface Moment {
  readonly at: string;
  readonly when: string;
  readonly kind: 'ahead' | 'plain' | 'good' | 'warning' | 'bad';
  readonly words: readonly string[];
}

const order = ['plain', 'good', 'warning', 'bad'] as const;

/** By the minute, the latest first: a rotation is many things that happen within a second. */
export function deviceMoments(items: readonly TimelineItem[], now: string): Moment[] {
  const sorted = [...items].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const groups: [TimelineItem, ...TimelineItem[]][] = [];
  for (const item of sorted) {
    const latest = groups.at(-1);
    if (latest !== undefined && latest[0].isAhead === item.isAhead && isSameMinute(latest[0], item)) {
      latest.push(item);
    } else {
      groups.push([item]);
    }
  }
  return groups.map((group) => ({
    at: group[0].at,
    when: `${minuteOf(group[0].at)} UTC, ${distance(now, group[0].at)}`,
    kind: group[0].isAhead ? 'ahead' : worstOf(group),
    words: group.map(({ words }) => words),
  }));
}

function isSameMinute(one: TimelineItem, other: TimelineItem): boolean {
  return minuteOf(one.at) === minuteOf(other.at);
}

function worstOf(group: readonly TimelineItem[]): (typeof order)[number] {
  const kinds = group.map(({ what }) => kindOf(what));
  return order.findLast((kind) => kinds.includes(kind)) ?? 'plain';
}

function kindOf(what: TimelineItem['what']): (typeof order)[number] {
  switch (what) {
    case 'blocked':
      return 'bad';
    case 'warned':
    case 'lost':
      return 'warning';
    case 'proven':
    case 'confirmed':
      return 'good';
    default:
      return 'plain';
  }
}
