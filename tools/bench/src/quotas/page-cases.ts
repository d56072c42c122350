import { inWords } from './figures-in-words';
import { everydayOf, worstDayOf, type SweepDay, type SweepSettings } from './sweep-day';

export const fleets = [10_000, 1_000_000, 100_000_000] as const;

/** The default. */
export const configured = { warningsPerSecond: 50 } as const;
/** The most that can be configured. */
export const fastest = { warningsPerSecond: 1_000 } as const;
export const settings: readonly { readonly name: string; readonly of: SweepSettings }[] = [
  { name: '50/s, alone', of: configured },
  { name: '50/s, 20 workers', of: { ...configured, workers: 20 } },
  { name: '1,000/s, alone', of: fastest },
  { name: '1,000/s, 20 workers', of: { ...fastest, workers: 20 } },
];

const days: readonly { readonly name: string; readonly of: (fleet: number) => SweepDay }[] = [
  { name: 'ordinary day', of: everydayOf },
  { name: 'worst day', of: worstDayOf },
];

/** Each fleet on each kind of day. */
export const cases = fleets.flatMap((fleet) =>
  days.map((day) => ({ name: `${inWords(fleet)}, ${day.name}`, day: day.of(fleet) })),
);
