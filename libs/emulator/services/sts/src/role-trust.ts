import { AwsError, requestKeys } from '@fleet/aws-wire';
import type { ConditionKeys, RequestContext } from '@fleet/aws-wire';
import {
  accessDeniedMessage,
  evaluate,
  parsePolicyDocument,
  PolicyDocumentError,
  requestContext,
} from '@fleet/iam-policy';
import type { ApplicablePolicies, NamedPolicy, PolicyDocument } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import { callerKeys } from './caller-keys';
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

const ofUser: ApplicablePolicies = { identity: [anything] };

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
  const role = parts.roles.roleSeenBy(context.service, roleArn);
  if (role === undefined) {
    throw accessDenied(
      `User: ${requester.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    );
  }
  const session = parts.enforced ? parts.keys.session(context.accessKeyId) : undefined;
  const caller = session && sessionCaller(parts, session, context);
  const keysOfCaller = () => (caller === undefined ? requestKeys(context) : callerKeys(caller, context));
  const keys = () => ({
    ...keysOfCaller(),
    ...resourceKeys(parts, roleArn, context),
    ...defined({ 'sts:ExternalId': externalId, 'sts:RoleSessionName': sessionName }),
  });
  const now = new Date(parts.clock.nowMillis());
  const asked = requestContext({ requester, now, keys, onMissing: parts.onMissingKey });
  const request = { requester, action, resource: roleArn, context: asked };
  const trust = { name: 'trust policy', document: readTrustPolicy(role.trustPolicy, roleArn) };
  const decision = evaluate(request, { ...(caller?.policies ?? ofUser), resource: trust });
  if (decision.decision !== 'allowed') {
    throw accessDenied(accessDeniedMessage(request, decision));
  }
  return role;
}

/** The role's account and tags. */
function resourceKeys(
  { roles }: StsParts,
  roleArn: string,
  { accountId, service }: RequestContext,
): ConditionKeys {
  const tags = Object.entries(roles.permissionsOf(service, roleArn)?.tags ?? {});
  return {
    'aws:ResourceAccount': accountId,
    ...Object.fromEntries(
      ['aws', 'iam'].flatMap((prefix) => tags.map(([key, value]) => [`${prefix}:ResourceTag/${key}`, value])),
    ),
  };
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
