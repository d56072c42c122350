import { z } from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** What the stack hands to the claim resource; every value arrives as a string, as CloudFormation sends them. */
const propertiesSchema = z.object({
  ResourceTag: text,
  Models: z.array(text).check(z.minLength(1)),
  BucketName: text,
  TableName: text,
  AgentBucket: text,
  AgentKey: text,
  RotationDays: z.coerce.number(),
  GraceDays: z.coerce.number(),
  /** PEM of the root CA that devices are to trust; empty means Amazon Root CA 1. */
  RootCa: z._default(z.string(), ''),
});

const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: text,
  RequestId: text,
  LogicalResourceId: text,
  PhysicalResourceId: z.optional(text),
  ResourceProperties: propertiesSchema,
  OldResourceProperties: z.optional(z.looseObject({ ResourceTag: z.optional(z.string()) })),
});

/** Where an answer has to go; parsed apart, so that even a request with bad properties gets its answer. */
const envelopeSchema = z.looseObject({
  ResponseURL: z.url(),
  StackId: text,
  RequestId: text,
  LogicalResourceId: text,
  PhysicalResourceId: z.optional(text),
});

export type ClaimProperties = z.infer<typeof propertiesSchema>;
export type ClaimRequest = z.infer<typeof requestSchema>;
export type Envelope = z.infer<typeof envelopeSchema>;

/** A request that CloudFormation would not send; names the properties that are wrong. */
export class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
}

/** @throws MalformedRequestError when there is no address to answer to */
export function parseEnvelope(event: unknown): Envelope {
  return parse(envelopeSchema, event);
}

/** @throws MalformedRequestError naming each property that is missing or wrong */
export function parseRequest(event: unknown): ClaimRequest {
  return parse(requestSchema, event);
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, event: unknown): z.infer<Schema> {
  const result = z.safeParse(schema, event);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new MalformedRequestError(`Malformed custom resource request: ${problems.join('; ')}`);
}
