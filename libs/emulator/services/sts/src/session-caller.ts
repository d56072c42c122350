import type { RequestContext, SessionPolicies } from '@fleet/aws-wire';
import type { ApplicablePolicies, NamedPolicy } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import type { OpenSession } from './access-key-repository';
import { sessionRequester } from './caller-identity';
import type { SessionRequester } from './caller-identity';
import type { StsParts } from './sts-parts';

/** A session of a role, and all policies that say what it may do. */
export interface SessionCaller {
  readonly requester: SessionRequester;
  /** Those of the role, its boundary, and those of the session; none of resources. */
  readonly policies: ApplicablePolicies;
  /** The service that works on behalf of the session. */
  readonly calledVia?: string;
  /** Whether it is of the cloud's own work by a role. */
  readonly isOfService: boolean;
  /** When it was opened, where that is known. */
  readonly issued?: Date;
}

/** In which account is asked, and which service decides: IAM's changes may not have reached it. */
export type DecidingService = Pick<RequestContext, 'accountId' | 'service'>;

/** What a session of a role may do. The session of a role that is gone may do nothing. */
export function sessionCaller(
  parts: StsParts,
  session: OpenSession,
  decider: DecidingService,
): SessionCaller {
  const { service } = decider;
  const requester = sessionRequester(parts, session, decider);
  const permissions = parts.roles.permissionsOf(service, session.roleArn);
  return {
    requester: { ...requester, tags: permissions?.tags ?? {} },
    policies: {
      identity: permissions?.identity ?? [],
      ...defined({
        permissionsBoundary: permissions?.permissionsBoundary,
        session: session.policies && readSessionPolicies(parts, service, session.policies),
      }),
    },
    isOfService: session.isOfService,
    ...defined({ calledVia: session.calledVia, issued: session.issued }),
  };
}

/** A managed policy that is gone allows nothing any more. */
function readSessionPolicies(
  { documents, roles }: StsParts,
  service: string,
  { policy, policyArns }: SessionPolicies,
): readonly NamedPolicy[] {
  const inline =
    policy === undefined ? [] : [{ name: 'session policy', document: documents.parse(policy, 'identity') }];
  return [...inline, ...policyArns.flatMap((arn) => roles.managedPolicy(service, arn) ?? [])];
}
