import * as z from 'zod';
import { acts } from './paths';

/** Whether an act may be done, and in a sentence why not. */
export const availability = z.object({
  act: z.enum(acts),
  available: z.boolean(),
  why: z.string().optional(),
});
export type Availability = z.infer<typeof availability>;

/** Which fleet this is, by which rules, and what may be done with it. */
export const about = z.object({
  resourceTag: z.string(),
  /** In words, as `AWS` or `local-cloud at http://…`. */
  place: z.string(),
  isLocal: z.boolean(),
  /** Absent while AWS does not say who the caller is. */
  account: z.string().optional(),
  region: z.string().optional(),
  /** The caller's ARN. */
  caller: z.string().optional(),
  /** Why that is not known; absent where it is. */
  callerUnknown: z.string().optional(),
  /** Why nothing may be changed; absent where it may. */
  readOnly: z.string().optional(),
  acts: z.array(availability),
  models: z.array(z.string()),
  claimGeneration: z.number(),
  rotationDays: z.number(),
  spreadDays: z.number(),
  graceDays: z.number(),
  /** Absent where what lies in storage is never cut off. */
  offlineDays: z.number().optional(),
  presenceRule: z.boolean(),
  enforce: z.enum(['deactivate', 'report']),
  /** Whether the configuration asks for alarms. */
  hasAlarms: z.boolean().optional(),
  /** Names of the functions whose logs can be followed; none on AWS. */
  functions: z.array(z.string()),
  /** The cloud's time. */
  now: z.iso.datetime(),
  versions: z.object({ console: z.string(), node: z.string() }),
});
export type About = z.infer<typeof about>;
