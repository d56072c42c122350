import * as z from 'zod';

/** An event source mapping as the store keeps it: a queue whose messages go to a function. */
export const eventSourceMapping = z.object({
  uuid: z.string(),
  arn: z.string(),
  queueArn: z.string(),
  functionName: z.string(),
  functionArn: z.string(),
  enabled: z.boolean(),
  batchSize: z.number(),
  /** How long messages are gathered after the first, in seconds. */
  batchingWindow: z.number(),
  reportBatchItemFailures: z.boolean(),
  maximumConcurrency: z.number().optional(),
  /** Milliseconds since the epoch. */
  lastModified: z.number(),
  tags: z.record(z.string(), z.string()),
});

export type EventSourceMapping = z.infer<typeof eventSourceMapping>;
