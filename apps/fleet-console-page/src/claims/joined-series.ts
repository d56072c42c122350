import type { JoinedByClaim } from '@fleet/fleet-console-api';
import { dayOf } from '../words/moments';

export interface JoinedSeries {
  readonly title: string;
  readonly data: readonly { readonly x: string; readonly y: number }[];
}

/** So many days are drawn: more bars than that are lines. */
const mostDays = 60;

/** Devices that joined over each claim, by day; all days of the time in between have a place. */
export function joinedSeries({ claims }: JoinedByClaim): {
  readonly days: string[];
  readonly series: JoinedSeries[];
} {
  const known = claims.flatMap(({ days }) => days.map(({ day }) => dayOf(day))).toSorted();
  const [first, last] = [known.at(0), known.at(-1)];
  if (first === undefined || last === undefined) {
    return { days: [], series: [] };
  }
  const days = daysBetween(first, last).slice(-mostDays);
  const shown = new Set(days);
  const series = claims.map(({ model, generation, days: counted }) => ({
    title: `${model}, generation ${generation}`,
    data: counted.map(({ day, count }) => ({ x: dayOf(day), y: count })).filter(({ x }) => shown.has(x)),
  }));
  return { days, series: series.filter(({ data }) => data.length > 0) };
}

function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  const end = Date.parse(last);
  for (let time = Date.parse(first); time <= end; time += 86_400_000) {
    days.push(new Date(time).toISOString().slice(0, 10));
  }
  return days;
}
