import * as z from 'zod';
import { effect } from './effect';

/** Which of the calls at its point a fault is about: all those of which everything given here is true. */
const match = z.strictObject({
  clientId: z.string().min(1).max(256).optional(),
  /** The topic of a message, or one of the filters of a SUBSCRIBE, letter by letter. */
  topic: z.string().min(1).max(512).optional(),
});
export type Match = z.output<typeof match>;

/** A fault as a user writes it. */
export const faultDefinition = z.strictObject({
  /** One is made up where it is absent. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" and "-"')
    .optional(),
  /** Where it fires, for example `api:iot:CreateThing`. */
  point: z.string().min(1).max(256),
  /** The first of the calls that match on which it fires, counted from 1. */
  from: z.int().min(1).max(1_000_000_000).default(1),
  /** On how many calls, one after the other. */
  times: z
    .union(
      [z.int().min(1).max(1_000_000_000), z.literal('always')],
      'must be a number of calls from 1, or "always"',
    )
    .default(1),
  match: match.prefault({}),
  effect,
});
export type FaultDefinition = z.output<typeof faultDefinition>;

/** A fault that was added, and what came of it so far. */
export const faultState = faultDefinition.extend({
  id: z.string(),
  /** Calls at its point that match. */
  calls: z.number(),
  fired: z.number(),
});
export type FaultState = z.output<typeof faultState>;
