import type { RequestContext } from '@fleet/aws-wire';
import { assumedRoleArn } from './role-sessions';
import type { StsParts } from './sts-parts';

const user = { name: 'local-cloud', id: 'AIDALOCALCLOUDUSER000' };

/** Who sent a request, as AWS tells it. */
export function callerIdentity(parts: StsParts, context: RequestContext) {
  const { arn, userId } = requesterOf(parts, context);
  return { UserId: userId, Account: context.accountId, Arn: arn };
}

/** Who sent a request: the cloud's one user, or a session of a role. */
export function requesterOf({ keys, roles }: StsParts, context: RequestContext) {
  const { accountId, accessKeyId } = context;
  const session = keys.roleSession(accessKeyId);
  if (session === undefined) {
    const arn = `arn:aws:iam::${accountId}:user/${user.name}`;
    return { kind: 'user', arn, userId: user.id } as const;
  }
  const { roleArn, sessionName } = session;
  const arn = assumedRoleArn(roleArn, sessionName, context);
  const userId = `${roles.role(roleArn)?.id ?? 'AROADELETED'}:${sessionName}`;
  return { kind: 'roleSession', arn, roleArn, userId } as const;
}
