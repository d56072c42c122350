import * as z from 'zod';

const decision = z.object({
  at: z.iso.datetime(),
  /** Which function decided: `provision`, `rotation` or `proof`. */
  source: z.string(),
  decision: z.string(),
  reason: z.string().optional(),
  /** The reason in plain words, and what to do. */
  words: z.string(),
  certificateId: z.string().optional(),
});
export type DeviceDecision = z.infer<typeof decision>;

/** The newest first. */
export const deviceDecisions = z.object({
  decisions: z.array(decision),
  /** How far back the logs were read. */
  since: z.iso.datetime(),
  /** Whether there were more than could be read. */
  isCutShort: z.boolean(),
  /** What could not be read and why, in sentences. */
  remarks: z.array(z.string()),
});
export type DeviceDecisions = z.infer<typeof deviceDecisions>;
