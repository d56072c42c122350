import * as z from 'zod';

/** Where the cloud's time is asked for (GET) and moved (PUT). No bucket of S3 can have this name. */
export const timePath = '/_local-cloud/time';

/** How the time is to be moved; times in milliseconds. */
export const timeChange = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('by'), millis: z.int() }),
  z.strictObject({ change: z.literal('to'), time: z.iso.datetime({ offset: true }) }),
  z.strictObject({ change: z.literal('reset') }),
]);
export type TimeChange = z.infer<typeof timeChange>;

export const timeState = z.object({
  /** The cloud's time, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  /** How far it is ahead of the machine's. */
  offsetMillis: z.number(),
});
export type TimeState = z.infer<typeof timeState>;
