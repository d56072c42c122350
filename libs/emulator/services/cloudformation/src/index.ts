import type { RequestListener } from 'node:http';
import type { AwsService, RequestContext, RoleInUse, RoleTrust } from '@fleet/aws-wire';
import { defineService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { defined } from '@fleet/optional-members';
import type { ResourceType } from '@fleet/resource-types';
import { acceptedInput } from './accepted-input';
import { actionConditionKeys, actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { checkDeploymentConfig } from './deployment/deployment-config';
import { CustomResourceAnswers } from './custom-resources/custom-resource-answers';
import { customResourceTypes } from './custom-resources/custom-resource-type';
import { StackEngine } from './stack-engine';
import { changeSetHandlers } from './change-sets/change-set-handlers';
import { answerListener, customResourceTransport } from './custom-resources/answer-listener';
import type { InvokeFunction } from './custom-resources/answer-listener';
import { ValidationError } from './errors';
import { inspectionHandlers } from './stacks/inspection-handlers';
import { asAwsError } from './wire-errors';
import { stackHandlers } from './stacks/stack-handlers';
import type { StackServiceParts, TemplateSource } from './template/template-source';

export { customResourcePath } from './custom-resources/answer-listener';
export { cloudFormationResourceTypes } from './resource-types';

export interface CloudFormationOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** The resource types, which work by a role, or by the account's own user. */
  readonly resourceTypes: (role?: RoleInUse) => readonly ResourceType[];
  /** The URL of this cloud, once it listens. */
  readonly url: () => string;
  /** The value of a Systems Manager parameter, read by a role or by the account's own user; undefined if there is none. */
  readonly readParameter: (name: string, role?: RoleInUse) => Promise<string | undefined>;
  readonly readTemplate: TemplateSource;
  readonly invokeFunction: InvokeFunction;
  readonly roleTrust: RoleTrust;
  /** The role whose session sent a request; `undefined` for the account's own user. */
  readonly callerRole: (context: RequestContext) => RoleInUse | undefined;
  readonly onProblem: (message: string, error?: unknown) => void;
}

export interface CloudFormationService {
  readonly service: AwsService;
  /** Takes what custom resources PUT below {@link customResourcePath}. */
  readonly answers: RequestListener;
  /** Settles what an earlier process left unfinished; to be called once the cloud listens. */
  start(): void;
  close(): Promise<void>;
}

/** AWS CloudFormation: the API over the engine, and the address for custom resources. */
export function createCloudFormationService(options: CloudFormationOptions): CloudFormationService {
  const { store, clock, region, accountId, onProblem, callerRole } = options;
  const answers = new CustomResourceAnswers();
  const typesOf = (role?: RoleInUse) => {
    const transport = customResourceTransport({ ...options, ...defined({ role }) });
    return [...options.resourceTypes(role), ...customResourceTypes({ transport, answers, clock })];
  };
  const engine = new StackEngine({
    store,
    clock,
    region,
    accountId,
    resourceTypes: typesOf(),
    resourceTypesOf: typesOf,
    parameterStore: { parameterValue: (name) => options.readParameter(name) },
    parameterStoreOf: (role) => ({ parameterValue: (name) => options.readParameter(name, role) }),
    onBrokenOperation: (stackId, error) => onProblem(`the operation on ${stackId} broke off`, error),
  });
  const parts: StackServiceParts = {
    engine,
    clock,
    readTemplate: options.readTemplate,
    callerRole,
    checkRole: (roleArn) => {
      // Reported: the text (aws-amplify/amplify-backend#2325).
      if (roleArn !== undefined && !options.roleTrust(roleArn, 'cloudformation.amazonaws.com')) {
        throw new ValidationError(`Role ${roleArn} is invalid or cannot be assumed`);
      }
    },
  };
  const service = defineService({
    scope: 'cloudformation',
    sdk: () => import('@aws-sdk/client-cloudformation'),
    accepts: acceptedInput,
    authorization: {
      reference: authorizationReference,
      resources: actionResources({
        changeSets: engine.changeSets,
        stackOfPhysicalResource: (id) => engine.stackOfPhysicalResource(id),
      }),
      keys: actionConditionKeys,
    },
    check: checkDeploymentConfig,
    handlers: { ...stackHandlers(parts), ...changeSetHandlers(parts), ...inspectionHandlers(parts) },
  });
  return {
    service: { ...service, handler: (operation) => asAwsError(service.handler(operation)) },
    answers: answerListener(answers),
    start: () => engine.resume(),
    close: () => engine.close(),
  };
}
