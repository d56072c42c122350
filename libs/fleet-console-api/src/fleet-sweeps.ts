import * as z from 'zod';
import { deviceQuery } from './device-list';

/** One day's sweep. A figure is absent where nobody has it: metrics are kept for longer than log lines. */
const sweepDay = z.object({
  /** yyyymmdd */
  day: z.string(),
  isDone: z.boolean(),
  found: z.number().optional(),
  warned: z.number().optional(),
  firstWarnings: z.number().optional(),
  /** Certificates that were made INACTIVE. */
  cutOff: z.number().optional(),
  failed: z.number().optional(),
  seconds: z.number().optional(),
  /**
   * The lists behind its figures. Of whom it found and warned there are those who have not rotated since: nobody keeps
   * who has.
   */
  lists: z.object({
    found: deviceQuery,
    warned: deviceQuery,
    firstWarnings: deviceQuery,
    cutOff: deviceQuery,
    failed: deviceQuery,
  }),
});
export type SweepDay = z.infer<typeof sweepDay>;

export const fleetSweeps = z.object({
  /** The oldest first; a day without a sweep has a row as well, which is not done. */
  days: z.array(sweepDay),
  /** Where there was no sweep: whether no certificate is older than two days, so that there was none to miss. */
  isNew: z.boolean().optional(),
  /** What is missing and why, in sentences: a log group that may not be read, for example. */
  remarks: z.array(z.string()),
  at: z.iso.datetime(),
});
export type FleetSweeps = z.infer<typeof fleetSweeps>;
