import type { FleetSweeps, SweepDay } from '@fleet/fleet-console-api';
import { addressOf } from '../devices/device-filter';
import { dayOf } from '../words/moments';

export interface Series {
  readonly title: string;
  readonly color: string;
  readonly data: readonly { readonly x: string; readonly y: number }[];
}

/** Found and warned are every day's business; cut off and failed stand out. */
const shown = [
  { member: 'found', title: 'Found', color: '#688ae8' },
  { member: 'warned', title: 'Warned', color: '#c07f00' },
  { member: 'firstWarnings', title: 'First warnings', color: '#2ea597' },
  { member: 'cutOff', title: 'Cut off', color: '#c33d69' },
  { member: 'failed', title: 'Failed', color: '#8456ce' },
] as const satisfies readonly { member: keyof SweepDay; title: string; color: string }[];

export type SweepFigure = (typeof shown)[number]['member'];

/** The list behind a figure of a day; nothing where it counts nobody. */
export function listBehind(day: SweepDay, figure: SweepFigure): string | undefined {
  return (day[figure] ?? 0) > 0 ? addressOf(day.lists[figure]) : undefined;
}

/** The same by what the chart knows: the title of a series, and a day as it is written there. */
export function listBehindBar({ days }: FleetSweeps, title: string, x: string): string | undefined {
  const figure = shown.find((each) => each.title === title)?.member;
  const day = days.find((each) => dayOf(each.day) === x);
  return figure === undefined || day === undefined ? undefined : listBehind(day, figure);
}

/** One series for each figure that any of the days has. */
export function sweepSeries({ days }: FleetSweeps): { readonly days: string[]; readonly series: Series[] } {
  const series = shown.flatMap(({ member, title, color }) => {
    const data = days.flatMap((each) => {
      const y = each[member];
      return y === undefined ? [] : [{ x: dayOf(each.day), y }];
    });
    return data.length === 0 ? [] : [{ title, color, data }];
  });
  return { days: days.map(({ day }) => dayOf(day)), series };
}
