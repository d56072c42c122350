import type { Logger } from 'pino';
import type { ZodMiniType } from 'zod/mini';
import { answer, type Outcome } from './answer';
import { parseEnvelope, parseRequest, type CustomResourceRequest, type Envelope } from './request';

/** What a custom resource does; the protocol around it is {@link customResourceHandler}. */
export interface CustomResource<Properties> {
  /** What the stack hands over; every scalar arrives as a string. */
  properties: ZodMiniType<Properties>;
  /**
   * The id of a resource with these properties, asked for once, when it is created. It stays the same for ever: a
   * new one would make CloudFormation delete the resource behind the old one.
   */
  physicalId: (properties: Properties) => string;
  /** Creates or updates; safe to repeat. @returns the attributes that the stack can read */
  provide: (request: CustomResourceRequest<Properties>) => Promise<Record<string, string>>;
  /** Deletes what {@link provide} made; safe to repeat. */
  remove: (request: CustomResourceRequest<Properties>) => Promise<void>;
  log: Logger;
}

/**
 * A Lambda handler for a custom resource of CloudFormation: whatever happens, the stack gets an answer.
 * @throws when there is no address to answer to, or CloudFormation refuses the answer
 */
export function customResourceHandler<Properties>(
  resource: CustomResource<Properties>,
): (event: unknown) => Promise<void> {
  return async (event) => {
    const envelope = parseEnvelope(event);
    await answer(envelope, await outcomeOf(event, envelope, resource));
  };
}

async function outcomeOf<Properties>(
  event: unknown,
  envelope: Envelope,
  resource: CustomResource<Properties>,
): Promise<Outcome> {
  const { LogicalResourceId: logicalResourceId, PhysicalResourceId: known } = envelope;
  try {
    const request = parseRequest(event, resource.properties);
    const physicalResourceId = known ?? resource.physicalId(request.ResourceProperties);
    if (request.RequestType !== 'Delete') {
      return { status: 'SUCCESS', physicalResourceId, data: await resource.provide(request) };
    }
    await resource.remove(request);
    return { status: 'SUCCESS', physicalResourceId, data: {} };
  } catch (error) {
    resource.log.error({ err: error, logicalResourceId }, 'the custom resource failed');
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 'FAILED', physicalResourceId: known ?? `${logicalResourceId}-never-created`, reason };
  }
}
