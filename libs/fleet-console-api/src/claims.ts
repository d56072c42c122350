import * as z from 'zod';

const claimRow = z.object({
  model: z.string(),
  generation: z.number(),
  certificateId: z.string(),
  /** In AWS IoT; absent where it does not have it any more. */
  status: z.string().optional(),
  issuedAt: z.string(),
  revokedAt: z.string().optional(),
  /** Whether the configuration has this model. */
  isConfigured: z.boolean(),
});
export type ClaimRow = z.infer<typeof claimRow>;

export const claimList = z.object({
  claims: z.array(claimRow),
  /** Ids of certificates that carry the policy of claims and are on no record. */
  unrecorded: z.array(z.string()),
  at: z.iso.datetime(),
});
export type ClaimList = z.infer<typeof claimList>;

const joinedWithClaim = z.object({
  certificateId: z.string(),
  model: z.string(),
  generation: z.number(),
  /** Devices that have proven a certificate of this claim, as far as their records reach. */
  joined: z.number(),
  /** Certificates that are in service and were never proven. */
  unproven: z.number(),
  /** yyyymmdd of the first proof, the oldest first; days without one are left out. */
  days: z.array(z.object({ day: z.string(), count: z.number() })),
});

/** The data of the result of the stream that reads every record. */
export const joinedByClaim = z.object({ read: z.number(), claims: z.array(joinedWithClaim) });
export type JoinedByClaim = z.infer<typeof joinedByClaim>;
