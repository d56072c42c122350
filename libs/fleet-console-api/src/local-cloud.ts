import * as z from 'zod';

export const clockState = z.object({
  /** The cloud's time. */
  time: z.iso.datetime(),
  /** How far it is ahead of the machine's. */
  offsetMillis: z.number(),
});
export type ClockState = z.infer<typeof clockState>;

/** How the clock is to be moved: never back, but by `reset`. */
export const clockChange = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('by'), millis: z.int().min(1) }),
  z.strictObject({ change: z.literal('to'), time: z.iso.datetime({ offset: true }) }),
  z.strictObject({ change: z.literal('reset') }),
]);
export type ClockChange = z.infer<typeof clockChange>;

const fault = z.object({
  id: z.string(),
  point: z.string(),
  /** What happens there, to whom, and on which calls, in words. */
  words: z.string(),
  calls: z.number(),
  fired: z.number(),
});
export type Fault = z.infer<typeof fault>;

export const faultList = z.object({ faults: z.array(fault) });

/** As docs/local-cloud-faults.md has them; local-cloud checks the rest, and says what does not fit. */
export const faultRequest = z.strictObject({
  id: z.string().max(64).optional(),
  point: z.string().min(1).max(256),
  from: z.int().min(1).optional(),
  times: z.union([z.int().min(1), z.literal('always')]).optional(),
  match: z
    .strictObject({ clientId: z.string().max(256).optional(), topic: z.string().max(512).optional() })
    .optional(),
  effect: z.looseObject({ kind: z.string().max(32) }),
});
export type FaultRequest = z.infer<typeof faultRequest>;

export const faultsRemoved = z.object({ removed: z.number() });

/** What functions log, as it comes; `heartbeat` says that the stream lives. */
export const logEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), function: z.string(), at: z.iso.datetime(), message: z.string() }),
  z.object({ kind: z.literal('heartbeat'), at: z.iso.datetime() }),
  z.object({ kind: z.literal('remark'), words: z.string() }),
]);
export type LogEvent = z.infer<typeof logEvent>;
