import type * as sdk from '@aws-sdk/client-cloudformation';
import type { RequestContext, ServiceHandlers } from '@fleet/aws-wire';
import type { ParameterInput } from '../template/parameters';
import type { StackRequest } from '../stack-engine';
import { ValidationError } from '../errors';
import type { StackServiceParts, TemplateInput } from '../template/template-source';
import { templateOf } from '../template/template-source';
import { requestTags } from './request-tags';
import { soonDone } from './soon-done';

type Handlers = ServiceHandlers<typeof sdk>;

type Parameter = Pick<sdk.Parameter, 'ParameterKey' | 'ParameterValue' | 'UsePreviousValue'>;

/** The members that creating a stack, updating it and planning either have in common. */
export interface DeploymentInput extends TemplateInput {
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] | undefined;
  readonly Capabilities?: StackRequest['capabilities'];
  readonly NotificationARNs?: string[] | undefined;
  readonly RoleARN?: string | undefined;
}

/** What a request asks a stack to become. */
export async function revisionRequest(
  input: DeploymentInput,
  {
    readTemplate,
    checkRole,
    callerRole,
  }: Pick<StackServiceParts, 'readTemplate' | 'checkRole' | 'callerRole'>,
  context: RequestContext,
): Promise<StackRequest> {
  checkRole(input.RoleARN);
  const caller = callerRole(context);
  return {
    caller,
    templateBody: await templateOf(input, { readTemplate, caller }),
    parameters: (input.Parameters ?? []).map(parameterInput),
    tags: requestTags(input.Tags),
    capabilities: input.Capabilities,
    notificationArns: input.NotificationARNs,
    roleArn: input.RoleARN,
  };
}

function parameterInput({
  ParameterKey: key,
  ParameterValue: value,
  UsePreviousValue,
}: Parameter): ParameterInput {
  if (key === undefined) {
    throw new ValidationError('A parameter has no ParameterKey.');
  }
  return { key, value, usePreviousValue: UsePreviousValue };
}

/** Operations that change stacks without a change set. */
export function stackHandlers(parts: StackServiceParts): Handlers {
  const { engine, clock, callerRole, checkRole } = parts;
  const requested = (roleArn: string | undefined, context: RequestContext) => {
    checkRole(roleArn);
    return { roleArn, caller: callerRole(context) };
  };
  return {
    CreateStack: async (input, context) => {
      if (input.OnFailure === 'DELETE') {
        throw new ValidationError('OnFailure is ROLLBACK or DO_NOTHING in local-cloud, not DELETE.');
      }
      const disableRollback = input.DisableRollback ?? input.OnFailure === 'DO_NOTHING';
      const StackId = await engine.createStack(input.StackName, {
        ...(await revisionRequest(input, parts, context)),
        disableRollback,
        terminationProtection: input.EnableTerminationProtection ?? false,
        clientRequestToken: input.ClientRequestToken,
      });
      return { StackId };
    },
    UpdateStack: async (input, context) => {
      const StackId = await engine.updateStack(input.StackName, {
        ...(await revisionRequest(input, parts, context)),
        disableRollback: input.DisableRollback,
        clientRequestToken: input.ClientRequestToken,
      });
      return { StackId };
    },
    DeleteStack: async (input, context) => {
      const stackId = engine.deleteStack(input.StackName, {
        ...requested(input.RoleARN, context),
        retain: input.RetainResources,
        clientRequestToken: input.ClientRequestToken,
      });
      if (stackId !== undefined) {
        await soonDone(engine.done(stackId), clock);
      }
      return {};
    },
    RollbackStack: ({ StackName: name, ClientRequestToken: clientRequestToken, RoleARN }, context) => ({
      StackId: engine.rollBackStack(name, { clientRequestToken, ...requested(RoleARN, context) }),
    }),
    ContinueUpdateRollback: (
      { StackName: name, ClientRequestToken: clientRequestToken, RoleARN },
      context,
    ) => {
      engine.rollBackStack(name, { clientRequestToken, ...requested(RoleARN, context) });
      return {};
    },
    UpdateTerminationProtection: (input) => ({
      StackId: engine.setTerminationProtection(input.StackName, input.EnableTerminationProtection),
    }),
  };
}
