import type { JoinedByClaim } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { dayOf } from '../words/moments';

export interface JoinedSeries {
  readonly title: string;
  readonly data: readonly { readonly x: string; readonly y: number }[];
}

/** Who joined over a claim on a day. */
export interface JoinedRow {
  readonly model: string;
  readonly generation: number;
  /** As the series of the claim is called. */
  readonly claim: string;
  readonly day: string;
  readonly count: number;
  /** The list of them. */
  readonly href: string;
}

/** In figures, the earliest day first. */
export function joinedRows({ claims }: JoinedByClaim): JoinedRow[] {
  return claims
    .flatMap(({ certificateId, model, generation, days }) =>
      days.map(({ day, count }) => ({
        model,
        generation,
        claim: claimName({ model, generation }),
        day: dayOf(day),
        count,
        href: addressOf({ happened: 'joined', on: day, claim: certificateId }),
      })),
    )
    .toSorted((one, other) => one.day.localeCompare(other.day));
}

function claimName({ model, generation }: Pick<JoinedRow, 'model' | 'generation'>): string {
  return `${model}, generation ${generation}`;
}

/** So many days are drawn: more bars than that are lines. */
export const mostDays = 60;

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
    title: claimName({ model, generation }),
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
