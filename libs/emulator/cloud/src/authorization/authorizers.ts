import { AccessDeniedError } from '@fleet/aws-wire';
import type { RequestAuthorizer, RequiredPermission, RoleAuthorizer } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { accessDeniedMessage, evaluate, requestContext } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import type { SessionCaller, StsService } from '@fleet/services/sts';
import type { CloudLog } from '../cloud-log';
import type { ResourcePolicies } from './resource-policies';

interface AuthorizerParts {
  readonly sts: Pick<StsService, 'sessionCaller' | 'serviceCaller'>;
  readonly resourcePolicies: ResourcePolicies;
  readonly clock: Clock;
  readonly log: CloudLog;
  readonly region: string;
  readonly accountId: string;
}

/** Who decides what sessions of roles may do. */
export interface Authorizers {
  /** Of requests that are signed by a session. */
  readonly request: RequestAuthorizer | undefined;
  /** Of what a service does by a role. */
  readonly role: RoleAuthorizer;
}

/** Everything is allowed. */
export const everythingAllowed: Authorizers = { request: undefined, role: () => undefined };

/** Policies decide: of roles, their boundaries, sessions, and resources. The account's own user may do everything. */
export function policyAuthorizers(parts: AuthorizerParts): Authorizers {
  return {
    request: (context, permissions) => {
      const caller = parts.sts.sessionCaller(context);
      if (caller !== undefined) {
        permissions().forEach((permission) => decide(parts, caller, permission));
      }
    },
    role: (role, permission) => decide(parts, parts.sts.serviceCaller(role, parts), permission),
  };
}

/** @throws AccessDeniedError */
function decide(parts: AuthorizerParts, caller: SessionCaller, permission: RequiredPermission): void {
  const { requester, policies } = caller;
  const { action, resource } = permission;
  const context = requestContext({
    requester,
    now: new Date(parts.clock.nowMillis()),
    keys: { ...globalKeys(parts, resource), ...forwardingKeys(caller), ...permission.keys },
  });
  const request = { requester, action, resource, context };
  const resourcePolicy = parts.resourcePolicies.of(resource);
  const decision = evaluate(request, { ...policies, ...defined({ resource: resourcePolicy }) });
  const asked = { role: requester.roleArn, action, resource };
  if (decision.decision === 'allowed') {
    parts.log.debug(asked, 'IAM allows');
  } else {
    parts.log.info(asked, 'IAM denies');
    throw new AccessDeniedError(
      accessDeniedMessage(asServicesName({ requester, action, resource }), decision),
    );
  }
}

/**
 * Keys that every request has (IAM user guide, "AWS global condition context keys"). local-cloud speaks HTTP, and
 * stands for endpoints that are reached over TLS.
 */
function globalKeys({ region, accountId }: AuthorizerParts, resource: string) {
  const [, , , , ofResource] = resource.split(':');
  const account = ofResource === undefined || ofResource === '' ? accountId : ofResource;
  return {
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
    's3:ResourceAccount': account,
  };
}

/** Whether a service sends the request on behalf of the session, and which one. */
function forwardingKeys({ calledVia }: SessionCaller): Record<string, string | readonly string[]> {
  if (calledVia === undefined) {
    return { 'aws:ViaAWSService': 'false' };
  }
  return {
    'aws:ViaAWSService': 'true',
    'aws:CalledVia': [calledVia],
    'aws:CalledViaFirst': calledVia,
    'aws:CalledViaLast': calledVia,
  };
}

/**
 * Reported: SQS names its actions in lower case (aws/serverless-application-model#3633), S3 puts the resource into
 * quotation marks (aws-ia/terraform-aws-bedrock#41).
 */
function asServicesName<Request extends { readonly action: string; readonly resource: string }>(
  request: Request,
): Request {
  if (request.action.startsWith('sqs:')) {
    return { ...request, action: request.action.toLowerCase() };
  }
  return request.action.startsWith('s3:') && request.resource !== '*'
    ? { ...request, resource: `"${request.resource}"` }
    : request;
}
