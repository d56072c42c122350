import { AwsError, defineService } from '@fleet/aws-wire';
import type { AwsService, RequestContext } from '@fleet/aws-wire';
import type { AccessKeyRepository } from './access-key-repository';

export { AccessKeyRepository } from './access-key-repository';
/** What STS must know of IAM. */
export interface RoleDirectory {
  /** The unique id of a role (`AROA...`), or undefined when there is no such role. */
  roleId(roleArn: string): string | undefined;
}

const defaultSessionSeconds = 3600;
const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;
const user = { name: 'local-cloud', id: 'AIDALOCALCLOUDUSER000' };

/** AWS STS. Trust policies are not evaluated: every key of this cloud may assume each of its roles. */
export function stsService(keys: AccessKeyRepository, roles: RoleDirectory): AwsService {
  return defineService({
    scope: 'sts',
    sdk: () => import('@aws-sdk/client-sts'),
    handlers: {
      GetCallerIdentity: (_input, context) => callerIdentity(keys, roles, context),
      AssumeRole: ({ RoleArn, RoleSessionName, DurationSeconds = defaultSessionSeconds }, context) => {
        const roleId = roles.roleId(RoleArn);
        if (roleId === undefined) {
          throw accessDenied(callerIdentity(keys, roles, context).Arn, RoleArn);
        }
        checkSession(RoleSessionName, DurationSeconds);
        const session = { roleArn: RoleArn, sessionName: RoleSessionName };
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = keys.openSession(
          session,
          DurationSeconds,
        );
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: secretAccessKey,
            SessionToken: sessionToken,
            Expiration: expiration,
          },
          AssumedRoleUser: {
            AssumedRoleId: `${roleId}:${RoleSessionName}`,
            Arn: assumedRoleArn(RoleArn, RoleSessionName, context),
          },
        };
      },
    },
  });
}

/** Who sent a request: the cloud's one user, or a session of a role. */
export function callerIdentity(keys: AccessKeyRepository, roles: RoleDirectory, context: RequestContext) {
  const { accountId, accessKeyId } = context;
  const session = keys.roleSession(accessKeyId);
  if (session === undefined) {
    return { UserId: user.id, Account: accountId, Arn: `arn:aws:iam::${accountId}:user/${user.name}` };
  }
  const { roleArn, sessionName } = session;
  const UserId = `${roles.roleId(roleArn) ?? 'AROADELETED'}:${sessionName}`;
  return { UserId, Account: accountId, Arn: assumedRoleArn(roleArn, sessionName, context) };
}

function checkSession(name: string, seconds: number): void {
  if (!sessionNamePattern.test(name)) {
    throw new AwsError('ValidationError', `roleSessionName must match ${sessionNamePattern.source}`, {
      status: 400,
    });
  }
  if (seconds < 900 || seconds > 43_200) {
    throw new AwsError('ValidationError', 'durationSeconds must be between 900 and 43200', { status: 400 });
  }
}

/** The path of a role is not part of the ARN of its sessions. */
function assumedRoleArn(roleArn: string, sessionName: string, { accountId }: RequestContext): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`;
}

function accessDenied(caller: string, roleArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    { status: 403 },
  );
}
