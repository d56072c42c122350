import type { RequestContext } from '@fleet/aws-wire';
import { assumedRoleArn } from './role-sessions';
import type { StsParts } from './sts-parts';

const user = { name: 'local-cloud', id: 'AIDALOCALCLOUDUSER000' };

/** Who sent a request: the cloud's one user, or a session of a role. */
export function callerIdentity({ keys, roles }: StsParts, context: RequestContext) {
  const { accountId, accessKeyId } = context;
  const session = keys.roleSession(accessKeyId);
  if (session === undefined) {
    return { UserId: user.id, Account: accountId, Arn: `arn:aws:iam::${accountId}:user/${user.name}` };
  }
  const { roleArn, sessionName } = session;
  const UserId = `${roles.roleId(roleArn) ?? 'AROADELETED'}:${sessionName}`;
  return { UserId, Account: accountId, Arn: assumedRoleArn(roleArn, sessionName, context) };
}
