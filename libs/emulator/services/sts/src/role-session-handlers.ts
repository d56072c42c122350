import { defined } from '@fleet/optional-members';
import { askedSessionPolicies } from './asked-session-policies';
import { assumedRoleArn, checkSession } from './role-sessions';
import { trustingRole } from './role-trust';
import type { StsHandlers, StsParts } from './sts-parts';

const defaultSessionSeconds = 3600;

/** The operation that opens sessions of roles. */
export function roleSessionHandlers(parts: StsParts): StsHandlers {
  const { keys } = parts;
  return {
    AssumeRole: (input, context) => {
      const { RoleArn, RoleSessionName, DurationSeconds = defaultSessionSeconds, ExternalId } = input;
      const asked = { roleArn: RoleArn, sessionName: RoleSessionName, externalId: ExternalId };
      const role = trustingRole(parts, asked, context);
      checkSession({
        name: RoleSessionName,
        seconds: DurationSeconds,
        maxSessionSeconds: role.maxSessionSeconds,
        isChained: keys.session(context.accessKeyId) !== undefined,
      });
      const policies = askedSessionPolicies(parts, input);
      const session = { roleArn: RoleArn, sessionName: RoleSessionName, ...defined({ policies }) };
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
          AssumedRoleId: `${role.id}:${RoleSessionName}`,
          Arn: assumedRoleArn(RoleArn, RoleSessionName, context),
        },
      };
    },
  };
}
