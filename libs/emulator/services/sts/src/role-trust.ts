import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';
import {
  accessDeniedMessage,
  evaluate,
  parsePolicyDocument,
  PolicyDocumentError,
  requestContext,
} from '@fleet/iam-policy';
import type { ApplicablePolicies, NamedPolicy, PolicyDocument } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import { requesterOf } from './caller-identity';
import { sessionCaller } from './session-caller';
import type { AssumableRole, StsParts } from './sts-parts';

/** The account's user needs no policy. */
const anything: NamedPolicy = {
  name: 'anything',
  document: parsePolicyDocument(
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    'identity',
  ),
};

/** What AssumeRole asks for. */
export interface Assumption {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId: string | undefined;
}

/**
 * The role, if its trust policy lets the caller in.
 * @throws AwsError AccessDenied when it does not, and when there is no such role
 */
export function trustingRole(
  parts: StsParts,
  { roleArn, sessionName, externalId }: Assumption,
  context: RequestContext,
): AssumableRole {
  const requester = requesterOf(parts, context);
  const action = 'sts:AssumeRole';
  const role = parts.roles.role(roleArn);
  if (role === undefined) {
    throw accessDenied(
      `User: ${requester.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    );
  }
  const keys = defined({ 'sts:ExternalId': externalId, 'sts:RoleSessionName': sessionName });
  const now = new Date(parts.clock.nowMillis());
  const request = { requester, action, resource: roleArn, context: requestContext({ requester, now, keys }) };
  const trust = { name: 'trust policy', document: readTrustPolicy(role.trustPolicy, roleArn) };
  const decision = evaluate(request, { ...policiesOf(parts, context), resource: trust });
  if (decision.decision !== 'allowed') {
    throw accessDenied(accessDeniedMessage(request, decision));
  }
  return role;
}

function policiesOf(parts: StsParts, context: RequestContext): ApplicablePolicies {
  const session = parts.enforced ? parts.keys.roleSession(context.accessKeyId) : undefined;
  return session === undefined ? { identity: [anything] } : sessionCaller(parts, session, context).policies;
}

/** IAM takes no malformed document; a data directory of before may have one. */
function readTrustPolicy(text: string, roleArn: string): PolicyDocument {
  try {
    return parsePolicyDocument(text, 'trust');
  } catch (error) {
    if (error instanceof PolicyDocumentError) {
      throw accessDenied(`The trust policy of ${roleArn} is malformed: ${error.message}. Update it.`);
    }
    throw error;
  }
}

function accessDenied(message: string): AwsError {
  return new AwsError('AccessDenied', message, { status: 403 });
}
