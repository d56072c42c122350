import { defined } from '@fleet/optional-members';
import type { Environment } from '../deployment/environment';
import { stackScope } from '../deployment/stack-scope';
import { InsufficientCapabilitiesError, ValidationError } from '../errors';
import type { ParameterInput } from '../template/parameters';
import { parameterValues } from '../template/parameters';
import { parseTemplate } from '../template/parse-template';
import type { Template } from '../template/template';
import { refuseCircles, validateTemplate } from '../template/validate-template';
import type { Capability, Revision, StackRecord } from './records';

/** What a request feeds into a stack. */
export interface RevisionRequest {
  /** Absent: the template that the stack has. */
  readonly templateBody?: string | undefined;
  readonly parameters?: readonly ParameterInput[] | undefined;
  /** Absent: the tags that the stack has. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly capabilities?: readonly Capability[] | undefined;
  readonly notificationArns?: readonly string[] | undefined;
  readonly roleArn?: string | undefined;
}

/**
 * Checks a request as far as it can be checked without touching anything.
 * @throws ValidationError, TemplateError or InsufficientCapabilitiesError
 */
export async function prepareRevision(
  environment: Environment,
  stack: StackRecord,
  request: RevisionRequest,
): Promise<Revision> {
  const templateBody = request.templateBody ?? stack.revision?.templateBody;
  if (templateBody === undefined) {
    throw new ValidationError('Either Template URL or Template Body must be specified.');
  }
  const template = parseTemplate(templateBody);
  validateTemplate(template, environment.types);
  refuseMissingCapabilities(template, request.capabilities ?? []);
  refuseOtherTypes(environment, stack, template);
  const previous = stack.revision?.parameters ?? {};
  const tags = request.tags ?? stack.revision?.tags ?? {};
  const revision: Revision = {
    templateBody,
    parameters: await parameterValues(
      template,
      request.parameters ?? [],
      previous,
      environment.parameterStore,
    ),
    tags: { ...tags },
    capabilities: [...(request.capabilities ?? [])],
    notificationArns: [...(request.notificationArns ?? stack.revision?.notificationArns ?? [])],
    // The role of before stays where none is given (API reference, UpdateStack).
    ...defined({ roleArn: request.roleArn ?? stack.revision?.roleArn }),
  };
  const { scope } = stackScope(environment, stack, revision);
  const broken = scope.brokenRules();
  if (broken.length > 0) {
    throw new ValidationError(`Template constraint violated: ${broken.join('; ')}`);
  }
  refuseCircles(scope);
  return revision;
}

const identityTypes =
  /^AWS::IAM::(AccessKey|Group|InstanceProfile|ManagedPolicy|Policy|Role|User|UserToGroupAddition)$/;
const nameProperties = ['GroupName', 'InstanceProfileName', 'ManagedPolicyName', 'RoleName', 'UserName'];

/** Which capabilities of the template its user must acknowledge (page "API_CreateStack"). */
export function requiredCapabilities(template: Template): Capability[] {
  const identities = Object.values(template.Resources).filter(({ Type: type }) => identityTypes.test(type));
  if (identities.length === 0) {
    return [];
  }
  const isNamed = identities.some(({ Properties: properties = {} }) =>
    nameProperties.some((name) => properties[name] !== undefined),
  );
  return [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
}

function refuseMissingCapabilities(template: Template, given: readonly Capability[]): void {
  const [required] = requiredCapabilities(template);
  if (required === undefined || given.includes(required) || given.includes('CAPABILITY_NAMED_IAM')) {
    return;
  }
  throw new InsufficientCapabilitiesError([required]);
}

function refuseOtherTypes({ store }: Environment, stack: StackRecord, template: Template): void {
  const changed = store.resources
    .list(stack.id)
    .filter(({ logicalId, type }) => (template.Resources[logicalId]?.Type ?? type) !== type)
    .map(({ logicalId }) => logicalId);
  if (changed.length === 0) {
    return;
  }
  throw new ValidationError(
    'Update of resource type is not permitted. The new template modifies resource type of the following ' +
      `resources: [${changed.join(', ')}]`,
  );
}
