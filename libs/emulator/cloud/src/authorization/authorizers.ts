import { AccessDeniedError } from '@fleet/aws-wire';
import type { RequestAuthorizer, RequestContext, RequiredPermission, RoleAuthorizer } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { accessDeniedMessage, evaluate, requestContext } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import { callerKeys } from '@fleet/services/sts';
import type { SessionCaller, StsService } from '@fleet/services/sts';
import type { CloudLog } from '../cloud-log';
import type { Place, ResourceKeys } from './resource-keys';
import type { ResourcePolicies } from './resource-policies';

interface AuthorizerParts extends Place {
  readonly sts: Pick<StsService, 'sessionCaller' | 'serviceCaller'>;
  readonly resourcePolicies: ResourcePolicies;
  readonly resourceKeys: ResourceKeys;
  readonly clock: Clock;
  readonly log: CloudLog;
  /** Told of a condition key that a policy asks for, and the request does not have. */
  readonly onMissingKey: (key: string) => void;
}

/** A service that does something on behalf of a resource of another service. */
export interface ActingService {
  /** Such as `sns.amazonaws.com`. */
  readonly name: string;
  readonly sourceArn: string;
}

/** @throws AccessDeniedError unless the policy of the resource lets the service do it */
export type ServiceAuthorizer = (
  service: ActingService,
  permission: Pick<RequiredPermission, 'action' | 'resource'>,
) => void;

/** Who decides what sessions of roles may do. */
export interface Authorizers {
  /** Of requests that are signed by a session. */
  readonly request: RequestAuthorizer | undefined;
  /** Of what a service does by a role. */
  readonly role: RoleAuthorizer;
  /** Of what a service does without a role. */
  readonly service: ServiceAuthorizer;
}

/** Everything is allowed. */
export const everythingAllowed: Authorizers = {
  request: undefined,
  role: () => undefined,
  service: () => undefined,
};

/** Policies decide: of roles, their boundaries, sessions, and resources. The account's own user may do everything. */
export function policyAuthorizers(parts: AuthorizerParts): Authorizers {
  return {
    request: (context, permissions) => {
      const caller = parts.sts.sessionCaller(context);
      if (caller !== undefined) {
        permissions().forEach((permission) => decide(parts, { caller, context }, permission));
      }
    },
    service: (service, permission) => decideForService(parts, service, permission),
    role: (role, permission) => {
      const { accountId } = parts;
      const service = permission.action.slice(0, permission.action.indexOf(':'));
      decide(parts, { caller: parts.sts.serviceCaller(role, { accountId, service }) }, permission);
    },
  };
}

/** Who asks; a service that works by a role sends no request. */
interface Asking {
  readonly caller: SessionCaller;
  readonly context?: RequestContext;
}

/** @throws AccessDeniedError */
function decide(parts: AuthorizerParts, { caller, context }: Asking, permission: RequiredPermission): void {
  const { requester } = caller;
  const { action, resource } = permission;
  const keys = () => ({
    ...parts.resourceKeys.of(resource),
    ...callerKeys(caller, context),
    ...permission.keys,
  });
  const now = new Date(parts.clock.nowMillis());
  const request = {
    requester,
    action,
    resource,
    context: requestContext({ requester, now, keys, onMissing: parts.onMissingKey }),
    ...defined({ resourceAccount: ownerOf(resource, parts) }),
  };
  const decision = isHere(resource, parts)
    ? evaluate(request, { ...caller.policies, ...defined({ resource: parts.resourcePolicies.of(resource) }) })
    : elsewhere;
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

/** @throws AccessDeniedError */
function decideForService(
  parts: AuthorizerParts,
  { name, sourceArn }: ActingService,
  { action, resource }: Pick<RequiredPermission, 'action' | 'resource'>,
): void {
  const requester = { kind: 'service', name } as const;
  const keys = () => ({
    ...parts.resourceKeys.of(resource),
    'aws:SourceArn': sourceArn,
    'aws:SourceAccount': parts.accountId,
  });
  const now = new Date(parts.clock.nowMillis());
  const context = requestContext({ requester, now, keys, onMissing: parts.onMissingKey });
  const request = { requester, action, resource, context };
  const decision = evaluate(request, defined({ resource: parts.resourcePolicies.of(resource) }));
  if (decision.decision !== 'allowed') {
    throw new AccessDeniedError(accessDeniedMessage(asServicesName(request), decision));
  }
}

/** No policy of another account or region is here to allow what is there. */
const elsewhere = { decision: 'implicitDeny', policyType: 'resource' } as const;

/**
 * Whether a resource is one of this cloud. Some services take the name in an ARN of another region or account for one of
 * their own, which is not what was asked about.
 */
function isHere(resource: string, { region, accountId }: Place): boolean {
  if (resource === '*') {
    return true;
  }
  const [prefix, partition, , inRegion = '', ofAccount = ''] = resource.split(':');
  return (
    prefix === 'arn' &&
    partition === 'aws' &&
    ['', region].includes(inRegion) &&
    ['', accountId, ofAws].includes(ofAccount)
  );
}

/** What is of AWS itself, such as a managed policy, counts as of the own account. */
const ofAws = 'aws';

function ownerOf(resource: string, { accountId }: Place): string | undefined {
  return resource.split(':')[4] === ofAws ? accountId : undefined;
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
