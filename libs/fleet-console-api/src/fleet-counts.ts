import * as z from 'zod';
import { deviceQuery } from './device-list';

/** A number, and the list of what it counts. */
const count = z.object({ count: z.number(), query: deviceQuery });

/** What the fleet index counts: some seconds behind, a call for each number however large the fleet is. */
export const fleetCounts = z.object({
  things: z.number(),
  connected: count,
  /** Of each model of the configuration. */
  models: z.array(count.extend({ model: z.string() })),
  /** Of models that the configuration does not have any more, or of none. */
  otherModels: z.number(),
  undated: count,
  /** Due by the issue date alone within so many days, 0 among them; the undated are among them. */
  due: z.array(count.extend({ days: z.number() })),
  at: z.iso.datetime(),
});
export type FleetCounts = z.infer<typeof fleetCounts>;

const ageBar = count.extend({
  /** Age in days of the youngest in it. */
  from: z.number(),
  /** Age of the oldest; absent of the last bar, which has no end. */
  until: z.number().optional(),
});
export type AgeBar = z.infer<typeof ageBar>;

/** Certificates by their age. */
export const fleetAges = z.object({
  bars: z.array(ageBar),
  undated: count,
  /** Ages in days at which a certificate is due at the earliest, at the latest, and its days of grace are over at the latest. */
  lines: z.object({ due: z.number(), dueByAll: z.number(), graceEnds: z.number() }),
  at: z.iso.datetime(),
});
export type FleetAges = z.infer<typeof fleetAges>;

/** What only the records know. */
export const recordCounts = z.object({
  records: z.number(),
  allowed: z.number(),
  active: z.number(),
  blocked: z.number(),
  warned: z.number(),
  unproven: z.number(),
  removing: z.number(),
});
export type RecordCounts = z.infer<typeof recordCounts>;
