import * as z from 'zod';
import { deviceQuery } from './device-list';

const fleetAlarm = z.object({
  name: z.string(),
  /** Which alarm of the fleet it is, as its runbook has it; absent of one that somebody else made. */
  kind: z.string().optional(),
  /** A model or a hook, where there are several of its kind. */
  of: z.string().optional(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  since: z.iso.datetime().optional(),
  /** In the words of CloudWatch. */
  reason: z.string(),
  /** What it is about, in a sentence. */
  description: z.string().optional(),
  /** Where the runbook is: an address, or a path of the workspace. */
  runbook: z.string().optional(),
});
export type FleetAlarm = z.infer<typeof fleetAlarm>;

/** Those that ring come first. */
export const fleetAlarms = z.object({ alarms: z.array(fleetAlarm), at: z.iso.datetime() });
export type FleetAlarms = z.infer<typeof fleetAlarms>;

const refusalCount = z.object({
  /** Which function refused: `provision`, `rotation` or `proof`. */
  source: z.string(),
  reason: z.string(),
  count: z.number(),
  /** The reason in plain words, and what to do. */
  words: z.string(),
  /** The list behind it; absent where no function of the fleet is the source. */
  query: deviceQuery.optional(),
});
export type RefusalCount = z.infer<typeof refusalCount>;

/** The most frequent first. */
export const fleetRefusals = z.object({
  hours: z.number(),
  total: z.number(),
  reasons: z.array(refusalCount),
  at: z.iso.datetime(),
});
export type FleetRefusals = z.infer<typeof fleetRefusals>;
