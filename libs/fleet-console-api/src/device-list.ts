import * as z from 'zod';

/** What only the records know, so that asking for it reads them. */
export const recordStates = ['allowed', 'active', 'blocked', 'warned', 'unproven', 'removing'] as const;
export type RecordState = (typeof recordStates)[number];

/**
 * What happened to devices on a day. Records have who joined over a claim, and who heard a first warning; logs have who
 * was cut off by a sweep, at whom a sweep failed, and who was refused.
 */
export const happenings = ['joined', 'warned', 'cut-off', 'failed', 'refused'] as const;
export type Happening = (typeof happenings)[number];

const day = z.string().regex(/^\d{8}$/, 'must be a day, as 20260131');

/** Which devices are listed, as the address has it. */
export const deviceQuery = z.strictObject({
  prefix: z.string().min(1).max(128).optional(),
  model: z.string().min(1).max(128).optional(),
  connected: z.enum(['yes', 'no']).optional(),
  /** The first and the last day on which the certificate may have been issued. */
  issuedFrom: day.optional(),
  issuedUntil: day.optional(),
  /** Due within so many days by the issue date alone; things without a date that can be read are due. */
  dueWithin: z.coerce.number<string | number>().int().min(0).max(36_525).optional(),
  /** Only things without a date that can be read. */
  undated: z.literal('yes').optional(),
  state: z.enum(recordStates).optional(),
  happened: z.enum(happenings).optional(),
  /** The day, in UTC, on which it happened; without it, refusals are those of the last 24 hours. */
  on: day.optional(),
  /** Over which claim devices joined: the id of its certificate. */
  claim: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the id of a certificate')
    .optional(),
  /** Which function refused, and why: `rotation:not-due`. */
  refusal: z
    .string()
    .regex(
      /^(provision|rotation|proof):[A-Za-z0-9_.-]{1,64}$/,
      'must be a function and a reason, as rotation:not-due',
    )
    .optional(),
  /** The `next` of the page before. */
  after: z.string().min(1).max(8_192).optional(),
  limit: z.coerce.number<string | number>().int().min(1).max(500).optional(),
});
export type DeviceQuery = z.infer<typeof deviceQuery>;

/** The query as an address has it: in one order, so that two addresses of one list are equal. */
export function queryString(query: DeviceQuery): string {
  const written = deviceQuery.keyof().options.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`];
  });
  return written.join('&');
}

const deviceRow = z.object({
  serial: z.string(),
  model: z.string().optional(),
  /** yyyymmdd, or whatever text the thing has in its place. */
  issued: z.string().optional(),
  /** Of the certificate; absent where the thing has no date that can be read. */
  ageDays: z.number().optional(),
  /** First day on which it is due, yyyymmdd; absent where it is due for want of a date, or has no certificate yet. */
  due: z.string().optional(),
  connected: z.boolean().optional(),
  /** Only where the records were read. */
  state: z.enum(['allowed', 'active', 'blocked']).optional(),
  /** When that happened which was asked for. */
  at: z.iso.datetime().optional(),
  /** Why it happened, in plain words, where a log says that. */
  why: z.string().optional(),
});
export type DeviceRow = z.infer<typeof deviceRow>;

export const deviceList = z.object({
  /** In the order of what was asked: the index cannot sort. */
  rows: z.array(deviceRow),
  /** Where the next page begins; absent on the last. A page may be empty and still have a next one. */
  next: z.string().optional(),
  /** What was asked: the fleet index, which is some seconds behind; the records, or logs, page by page. */
  source: z.enum(['index', 'records', 'logs']),
  /** The query in the words of the index, or what each record or log was asked for. */
  query: z.string(),
  /** How many were looked at for this page. */
  examined: z.number(),
  /** What the list cannot have, and why, in sentences. */
  remarks: z.array(z.string()).optional(),
  at: z.iso.datetime(),
});
export type DeviceList = z.infer<typeof deviceList>;
