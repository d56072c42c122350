import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** Where an answer has to go; parsed apart, so that even a request with bad properties gets its answer. */
const envelopeSchema = z.looseObject({
  ResponseURL: z.url(),
  StackId: text,
  RequestId: text,
  LogicalResourceId: text,
  PhysicalResourceId: z.optional(text),
});

const requestSchema = z.looseObject({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  PhysicalResourceId: z.optional(text),
  ResourceProperties: z.looseObject({}),
  OldResourceProperties: z.optional(z.looseObject({})),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** What CloudFormation asks of a custom resource (request objects, CloudFormation user guide). */
export interface CustomResourceRequest<Properties> {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Absent for a Create; afterwards what the resource answered. */
  readonly PhysicalResourceId: string | undefined;
  readonly ResourceProperties: Properties;
  /** Of an Update: what the properties are changed from. Absent where those of an older release do not fit. */
  readonly OldResourceProperties: Properties | undefined;
}

/** A request that CloudFormation would not send; names the properties that are wrong. */
export class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
}

/** @throws MalformedRequestError when there is no address to answer to */
export function parseEnvelope(event: unknown): Envelope {
  return parse(envelopeSchema, event, []);
}

/** @throws MalformedRequestError naming each property that is missing or wrong */
export function parseRequest<Properties>(
  event: unknown,
  properties: z.ZodMiniType<Properties>,
): CustomResourceRequest<Properties> {
  const request = parse(requestSchema, event, []);
  const before = z.safeParse(properties, request.OldResourceProperties);
  return {
    RequestType: request.RequestType,
    PhysicalResourceId: request.PhysicalResourceId,
    ResourceProperties: parse(properties, request.ResourceProperties, ['ResourceProperties']),
    OldResourceProperties: before.success ? before.data : undefined,
  };
}

function parse<Value>(schema: z.ZodMiniType<Value>, value: unknown, path: readonly string[]): Value {
  const result = z.safeParse(schema, value);
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map(
    (issue) => `${[...path, ...issue.path].join('.')}: ${issue.message}`,
  );
  throw new MalformedRequestError(`Malformed custom resource request: ${problems.join('; ')}`);
}
