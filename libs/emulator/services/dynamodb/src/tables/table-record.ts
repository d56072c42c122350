import * as z from 'zod';

const keyAttribute = z.object({ name: z.string(), type: z.enum(['S', 'N', 'B']) });

const keySchema = z.object({ partition: keyAttribute, sort: keyAttribute.optional() });

const throughput = z.object({ read: z.number(), write: z.number() });

const tableIndex = z.object({
  name: z.string(),
  scope: z.enum(['global', 'local']),
  key: keySchema,
  projection: z.object({
    type: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    attributes: z.array(z.string()),
  }),
  throughput: throughput.optional(),
});

/** A table's definition as the store keeps it. */
export const tableRecord = z.object({
  /** Of one life of a table: a new table of the same name has another. */
  id: z.string(),
  name: z.string(),
  arn: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  key: keySchema,
  attributes: z.array(keyAttribute),
  billingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
  throughput: throughput.optional(),
  indexes: z.array(tableIndex),
  timeToLiveAttribute: z.string().optional(),
  recoverySince: z.number().optional(),
  recoveryDays: z.number().optional(),
  deletionProtection: z.boolean(),
  tableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']),
  encryption: z.object({ keyArn: z.string() }).optional(),
  tags: z.record(z.string(), z.string()),
});

export type KeyAttribute = z.infer<typeof keyAttribute>;
export type KeySchema = z.infer<typeof keySchema>;
export type TableIndex = z.infer<typeof tableIndex>;
export type TableRecord = z.infer<typeof tableRecord>;
export type Throughput = z.infer<typeof throughput>;
