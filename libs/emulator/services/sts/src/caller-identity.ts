import type { RequestContext, RoleInUse } from '@fleet/aws-wire';
import type { AccountRequester } from '@fleet/iam-policy';
import { assumedRoleArn } from './role-sessions';
import type { StsParts } from './sts-parts';

const user = { name: 'local-cloud', id: 'AIDALOCALCLOUDUSER000' };

type Account = Pick<RequestContext, 'accountId'>;

/** A session of a role, as policies see it. */
export type SessionRequester = Extract<AccountRequester, { kind: 'roleSession' }>;

/** Who sent a request, as AWS tells it. */
export function callerIdentity(parts: StsParts, context: RequestContext) {
  const { arn, userId } = requesterOf(parts, context);
  return { UserId: userId, Account: context.accountId, Arn: arn };
}

/** Who sent a request: the cloud's one user, or a session of a role. */
export function requesterOf(parts: StsParts, context: RequestContext) {
  const session = parts.keys.session(context.accessKeyId);
  if (session !== undefined) {
    return sessionRequester(parts, session, context);
  }
  const arn = `arn:aws:iam::${context.accountId}:user/${user.name}`;
  return { kind: 'user', arn, userId: user.id } as const;
}

/** A session of a role; without its tags, which cost a look into IAM. */
export function sessionRequester({ roles }: StsParts, { roleArn, sessionName }: RoleInUse, account: Account) {
  const arn = assumedRoleArn(roleArn, sessionName, account);
  const userId = `${roles.role(roleArn)?.id ?? 'AROADELETED'}:${sessionName}`;
  return { kind: 'roleSession', arn, roleArn, userId } as const satisfies SessionRequester;
}
