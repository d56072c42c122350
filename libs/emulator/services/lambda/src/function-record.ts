import * as z from 'zod';

const eventInvokeConfig = z.object({
  lastModified: z.number(),
  maximumRetryAttempts: z.number().optional(),
  maximumEventAgeInSeconds: z.number().optional(),
  onSuccess: z.string().optional(),
  onFailure: z.string().optional(),
});

const policyStatement = z.object({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Principal: z.union([z.literal('*'), z.object({ Service: z.string() }), z.object({ AWS: z.string() })]),
  Action: z.string(),
  Resource: z.string(),
  Condition: z
    .object({
      ArnLike: z.record(z.string(), z.string()).optional(),
      StringEquals: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

/** A function as the store keeps it. */
export const functionRecord = z.object({
  name: z.string(),
  arn: z.string(),
  role: z.string(),
  runtime: z.string(),
  handler: z.string(),
  description: z.string(),
  timeout: z.number(),
  memorySize: z.number(),
  environment: z.record(z.string(), z.string()).optional(),
  /** SHA-256 of the deployment package, base64 as AWS shows it. */
  codeSha256: z.string(),
  codeSize: z.number(),
  /** Milliseconds since the epoch. */
  lastModified: z.number(),
  revisionId: z.string(),
  architectures: z.array(z.enum(['x86_64', 'arm64'])),
  logGroup: z.string(),
  deadLetterTargetArn: z.string().optional(),
  network: z.object({ subnetIds: z.array(z.string()), securityGroupIds: z.array(z.string()) }).optional(),
  reservedConcurrency: z.number().optional(),
  tags: z.record(z.string(), z.string()),
  policy: z.array(policyStatement),
  policyRevisionId: z.string(),
  eventInvokeConfig: eventInvokeConfig.optional(),
});

export type FunctionRecord = z.infer<typeof functionRecord>;
export type PolicyStatement = z.infer<typeof policyStatement>;
export type EventInvokeConfig = z.infer<typeof eventInvokeConfig>;
