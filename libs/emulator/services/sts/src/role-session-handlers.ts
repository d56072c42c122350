import { AwsError } from '@fleet/aws-wire';
import { callerIdentity } from './caller-identity';
import { assumedRoleArn, checkSession } from './role-sessions';
import type { StsHandlers, StsParts } from './sts-parts';

const defaultSessionSeconds = 3600;

/** The operation that opens sessions of roles. */
export function roleSessionHandlers(parts: StsParts): StsHandlers {
  const { keys, roles } = parts;
  return {
    AssumeRole: ({ RoleArn, RoleSessionName, DurationSeconds = defaultSessionSeconds }, context) => {
      const roleId = roles.roleId(RoleArn);
      if (roleId === undefined) {
        throw accessDenied(callerIdentity(parts, context).Arn, RoleArn);
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
  };
}

function accessDenied(caller: string, roleArn: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    { status: 403 },
  );
}
