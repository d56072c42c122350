import * as z from 'zod/mini';

/** Bounds of the numbers in a fleet configuration, each inclusive. */
export const fleetConfigBounds = {
  models: [1, 100],
  rotationDays: [1, 3650],
  graceDays: [1, 365],
  spreadDays: [0, 365],
  reservedWords: [0, 200],
  reservedConcurrency: [1, 1000],
  offlineDays: [1, 3650],
  unheardDays: [1, 3650],
  retainDays: [0, 3650],
  warningsPerSecond: [1, 1000],
  rotationsPerMinute: [1, 60_000],
  sweepWorkers: [2, 100],
  claimGeneration: [1, 1_000_000],
} as const;

/**
 * What holds where nothing is configured. The first two are the seed's. A rotation asks three times for a certificate, which
 * AWS IoT answers ten times a second by default: that is 200 rotations in a minute.
 */
export const rotationDefaults = {
  rotationDays: 360,
  graceDays: 14,
  spreadDays: 7,
  retainDays: 30,
  warningsPerSecond: 50,
  rotationsPerMinute: 190,
} as const;

/** A schema whose message says the range; `subject` is what is counted: `days`. */
export function wholeNumber([minimum, maximum]: readonly [number, number], subject: string) {
  const error = `must be a whole number of ${subject} from ${minimum} to ${maximum}`;
  return z.number({ error }).check(z.int(), z.minimum(minimum), z.maximum(maximum));
}
