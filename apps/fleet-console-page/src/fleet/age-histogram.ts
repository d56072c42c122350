import type { FleetAges } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { counted } from '../words/moments';

/** A bar as it is drawn: parts of the whole, between 0 and 1. */
export interface DrawnBar {
  readonly label: string;
  readonly range: string;
  readonly count: number;
  readonly href: string;
  readonly height: number;
  /** Of a bar with the line in it, only some are due. */
  readonly standing: 'valid' | 'partly-due' | 'due' | 'over';
}

/** A line across the picture, at its part of the width. */
export interface DrawnLine {
  readonly words: string;
  readonly at: number;
  readonly kind: 'due' | 'grace';
}

export interface Histogram {
  readonly bars: readonly DrawnBar[];
  readonly lines: readonly DrawnLine[];
  /** The count at the top of the picture. */
  readonly top: number;
}

/** Bars are drawn equally wide, also the last ones, which count fewer days or have no end. */
export function ageHistogram({ bars, lines }: FleetAges): Histogram {
  const top = niceTop(Math.max(1, ...bars.map(({ count }) => count)));
  const drawn = bars.map(({ from, until, count, query }) => ({
    label: String(from),
    range: until === undefined ? `${from} days and more` : rangeWords(from, until),
    count,
    href: addressOf(query),
    height: count / top,
    standing: standingOf(from, until, lines),
  }));
  const partOf = (day: number) => placeOf(day, bars);
  return {
    bars: drawn,
    lines: [
      { words: `due from day ${lines.due}`, at: partOf(lines.due), kind: 'due' },
      { words: `grace ends by day ${lines.graceEnds}`, at: partOf(lines.graceEnds + 1), kind: 'grace' },
    ],
    top,
  };
}

/** Where a day begins, as a part of the whole width. */
function placeOf(day: number, bars: FleetAges['bars']): number {
  const at = bars.findLastIndex(({ from }) => from <= day);
  const { from = 0, until = Infinity } = bars[at] ?? {};
  const inBar = Math.min(1, (day - from) / (until - from + 1));
  return Math.min(1, (Math.max(0, at) + inBar) / Math.max(1, bars.length));
}

export function barWords({ range, count, standing }: DrawnBar): string {
  const words = {
    valid: 'not due',
    'partly-due': 'some of them due',
    due: 'due',
    over: 'past the days of grace',
  };
  return `${counted(count, 'device')}, certificate ${range} old, ${words[standing]}`;
}

function rangeWords(from: number, until: number): string {
  return until === from ? `${from} days` : `${from} to ${until} days`;
}

function standingOf(
  from: number,
  until: number | undefined,
  { due, graceEnds }: FleetAges['lines'],
): DrawnBar['standing'] {
  if (from > graceEnds) {
    return 'over';
  }
  if (from >= due) {
    return 'due';
  }
  return until === undefined || until >= due ? 'partly-due' : 'valid';
}

/** 1, 2, 5, 10, 20, 50, …: the first that is not below. */
function niceTop(count: number): number {
  const power = 10 ** Math.floor(Math.log10(count));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= count) ?? count;
}
