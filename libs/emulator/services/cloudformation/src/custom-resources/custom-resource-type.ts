import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import { PartlyCreatedError } from '@fleet/resource-types';
import type { ProvisionedResource, ResourceContext, ResourceType } from '@fleet/resource-types';
import * as z from 'zod';
import { isArray, isObject } from '../template/json';
import type { CustomResourceAnswers } from './custom-resource-answers';
import type {
  CustomResourceAnswer,
  CustomResourceRequest,
  CustomResourceTransport,
} from './custom-resource-protocol';
import { Waiting } from './waiting';

/** Seconds; also the longest that can be asked for. */
const defaultTimeout = 3600;

const propertiesSchema = z.looseObject({
  ServiceToken: z.string().startsWith('arn:', 'must be the ARN of a function'),
  /** Seconds. */
  ServiceTimeout: z.coerce.number().int().min(1).max(defaultTimeout).optional(),
});
type Properties = z.infer<typeof propertiesSchema>;

export interface CustomResourceOptions {
  readonly transport: CustomResourceTransport;
  readonly answers: CustomResourceAnswers;
  readonly clock: Clock;
}

/** Resources that a function of the user's makes: `Custom::<anything>` and the type that needs no name of its own. */
export function customResourceTypes(options: CustomResourceOptions): ResourceType<Properties>[] {
  return ['Custom::*', 'AWS::CloudFormation::CustomResource'].map(
    (typeName) => new CustomResourceType(typeName, options),
  );
}

class CustomResourceType implements ResourceType<Properties> {
  readonly schema = propertiesSchema;
  readonly replaceOn = [];

  constructor(
    readonly typeName: string,
    private readonly options: CustomResourceOptions,
  ) {}

  /** Reported: serverless/serverless#9240, cloudcomponents/cdk-constructs#197. The specification says that it replaces. */
  refuseChange(changed: readonly string[]): string | undefined {
    return changed.includes('ServiceToken') ? 'Modifying service token is not allowed.' : undefined;
  }

  /** The id that stands in for one that the function did not give. */
  physicalIdOf(_properties: Properties, context: ResourceContext): string {
    return context.uniqueName({ maxLength: 128 });
  }

  async create(properties: Properties, context: ResourceContext): Promise<ProvisionedResource> {
    const standIn = this.physicalIdOf(properties, context);
    const answer = await this.ask('Create', properties, context, {}).catch((error: unknown) => {
      // Only the function knows what it has made by now: it gets a Delete for it.
      throw new PartlyCreatedError(
        error instanceof FailedAnswerError ? (error.physicalId ?? standIn) : standIn,
        error,
      );
    });
    return provisioned(answer, standIn);
  }

  async update(
    properties: Properties,
    previous: { properties: Properties },
    physicalId: string,
    context: ResourceContext,
  ): Promise<ProvisionedResource> {
    const answer = await this.ask('Update', properties, context, {
      PhysicalResourceId: physicalId,
      OldResourceProperties: asStrings(previous.properties),
    });
    return provisioned(answer, physicalId);
  }

  async delete(physicalId: string, properties: Properties, context: ResourceContext): Promise<void> {
    await this.ask('Delete', properties, context, { PhysicalResourceId: physicalId });
  }

  private async ask(
    requestType: CustomResourceRequest['RequestType'],
    properties: Properties,
    context: ResourceContext,
    more: Pick<CustomResourceRequest, 'PhysicalResourceId' | 'OldResourceProperties'>,
  ): Promise<CustomResourceAnswer> {
    const { transport, answers, clock } = this.options;
    const requestId = randomUUID();
    const { token, answer, forget } = answers.expect(requestId);
    const waiting = new Waiting(
      clock,
      context.signal,
      properties.ServiceTimeout ?? defaultTimeout,
      requestId,
    );
    const request: CustomResourceRequest = {
      RequestType: requestType,
      ServiceToken: properties.ServiceToken,
      ResponseURL: transport.responseUrl(token),
      StackId: context.stackId,
      RequestId: requestId,
      LogicalResourceId: context.logicalId,
      ResourceType: context.resourceType,
      ResourceProperties: asStrings(properties),
      ...more,
    };
    try {
      const sent = transport.send(request, waiting.signal).then(() => waiting.over);
      return succeeded(await Promise.race([answer, sent, waiting.over]));
    } finally {
      forget();
      waiting.end();
    }
  }
}

/** A function's own word that it failed. */
class FailedAnswerError extends Error {
  override readonly name = 'FailedAnswerError';

  constructor(
    reason: string,
    readonly physicalId: string | undefined,
  ) {
    super(reason);
  }
}

function succeeded(answer: CustomResourceAnswer): CustomResourceAnswer {
  if (answer.Status === 'SUCCESS') {
    return answer;
  }
  const reason = answer.Reason ?? 'Reason: no reason was given';
  throw new FailedAnswerError(
    `Received response status [FAILED] from custom resource. Message returned: ${reason}`,
    answer.PhysicalResourceId,
  );
}

function provisioned(
  { PhysicalResourceId: id, Data: data, NoEcho: noEcho }: CustomResourceAnswer,
  standIn: string,
): ProvisionedResource {
  return { physicalId: id ?? standIn, attributes: { ...data }, noEcho: noEcho ?? false };
}

/** CloudFormation hands numbers and booleans to functions as strings. */
function asStrings(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, asString(value)]));
}

function asString(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  if (isArray(value)) {
    return value.map(asString);
  }
  return isObject(value) ? asStrings(value) : value;
}
