import assert from 'node:assert/strict';
import type { RequestContext, RoleAuthorizer, RoleInUse, RoleTrust } from '@fleet/aws-wire';
import type { OwnClients } from '@fleet/own-clients';
import type { CloudFormationService } from '@fleet/services/cloudformation';
import { createCloudFormationService } from '@fleet/services/cloudformation';
import { awaitingRoles } from '@fleet/services/iam';
import type { FunctionInvoker } from '@fleet/services/lambda';
import type { CloudParts } from './cloud-parts';
import { resourceTypes } from './resource-types';

/** The function behind a custom resource threw, timed out or could not start. */
export class CustomResourceFunctionError extends Error {
  override readonly name = 'CustomResourceFunctionError';

  constructor(functionArn: string, errorPayload: string) {
    super(`the function ${functionArn} failed before it answered: ${errorPayload.slice(0, 1000)}`);
  }
}

/** What CloudFormation needs to work by roles. */
interface StackRoles {
  readonly clients: (role: RoleInUse) => OwnClients;
  readonly authorize: RoleAuthorizer;
  readonly trust: RoleTrust;
  readonly callerRole: (context: RequestContext) => RoleInUse | undefined;
}

/** CloudFormation over the public APIs of this cloud. */
export function startStacks(
  parts: CloudParts,
  functions: FunctionInvoker,
  roles: StackRoles,
): CloudFormationService {
  const { store, clock, log, clients, url, options, consistency } = parts;
  const { region, accountId } = options;
  return createCloudFormationService({
    store,
    clock,
    region,
    accountId,
    url,
    resourceTypes: (role) =>
      resourceTypes(role === undefined ? clients : roles.clients(role), awaitingRoles(consistency, clock)),
    roleTrust: roles.trust,
    callerRole: roles.callerRole,
    readParameter: async (Name) => {
      const { Parameters: found = [] } = await (await clients.ssm()).getParameters({ Names: [Name] });
      return found[0]?.Value;
    },
    readTemplate: async ({ bucket, key }) => {
      const { Body: body } = await (await clients.s3()).getObject({ Bucket: bucket, Key: key });
      assert(body !== undefined, 'S3 answers with a body, also with an empty one');
      return body.transformToString();
    },
    invokeFunction: async (functionArn, payload, role) => {
      if (role !== undefined) {
        roles.authorize(role, { action: 'lambda:InvokeFunction', resource: functionArn, keys: {} });
      }
      // AWS invokes as an event, tries twice more, and then waits for an hour: here a failure is answered at once.
      const answer = await functions.invoke(functionArn, payload, { invocationType: 'RequestResponse' });
      if (answer.functionError !== undefined) {
        throw new CustomResourceFunctionError(functionArn, answer.payload);
      }
    },
    onProblem: (message, error) => log.error({ err: error }, message),
  });
}
