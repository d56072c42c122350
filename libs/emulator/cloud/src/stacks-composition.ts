import assert from 'node:assert/strict';
import { AwsError } from '@fleet/aws-wire';
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
  const clientsOf = (role: RoleInUse | undefined) => (role === undefined ? clients : roles.clients(role));
  return createCloudFormationService({
    store,
    clock,
    region,
    accountId,
    url,
    resourceTypes: (role) => resourceTypes(clientsOf(role), awaitingRoles(consistency, clock)),
    roleTrust: roles.trust,
    callerRole: roles.callerRole,
    readParameter: async (Name, role) => {
      const ssm = await clientsOf(role).ssm();
      const { Parameters: found = [] } = await ssm.getParameters({ Names: [Name] }).catch(asDenial);
      return found[0]?.Value;
    },
    readTemplate: async ({ bucket, key }, role) => {
      const { Body: body } = await (await clientsOf(role).s3()).getObject({ Bucket: bucket, Key: key });
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

/** Guessed: CloudFormation hands on that a session may not read a parameter. */
function asDenial(error: unknown): never {
  if (error instanceof Error && error.name === 'AccessDeniedException') {
    throw new AwsError('AccessDenied', error.message, { status: 403, cause: error });
  }
  throw error;
}
