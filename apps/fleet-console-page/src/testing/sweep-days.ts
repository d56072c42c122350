import type { SweepDay } from '@fleet/fleet-console-api';

/** A day whose sweep has come to its end. */
export function sweptDay(day: string, figures: Partial<SweepDay> = {}): SweepDay {
  return { ...unsweptDay(day), isDone: true, ...figures };
}

export function unsweptDay(day: string): SweepDay {
  const stillDue = { issuedUntil: '20250301' };
  return {
    day,
    isDone: false,
    lists: {
      found: stillDue,
      warned: stillDue,
      firstWarnings: { happened: 'warned', on: day },
      cutOff: { happened: 'cut-off', on: day },
      failed: { happened: 'failed', on: day },
    },
  };
}
