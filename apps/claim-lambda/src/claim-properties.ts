import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** What the stack hands to the claim resource; every value arrives as a string, as CloudFormation sends them. */
export const claimProperties = z.object({
  ResourceTag: text,
  Models: z.array(text).check(z.minLength(1)),
  BucketName: text,
  TableName: text,
  AgentBucket: text,
  AgentKey: text,
  RotationDays: z.coerce.number(),
  GraceDays: z.coerce.number(),
  SpreadDays: z.coerce.number(),
  ClaimGeneration: z._default(z.coerce.number(), 1),
  /** PEM of the root CA that devices are to trust; empty means the roots of Amazon. */
  RootCa: z._default(z.string(), ''),
});

export type ClaimProperties = z.infer<typeof claimProperties>;
