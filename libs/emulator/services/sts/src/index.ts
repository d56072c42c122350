import { defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import type { AccessKeyRepository } from './access-key-repository';
import { identityHandlers } from './identity-handlers';
import { roleSessionHandlers } from './role-session-handlers';
import type { RoleDirectory } from './sts-parts';

export { AccessKeyRepository } from './access-key-repository';
export { callerIdentity } from './caller-identity';

/** AWS STS. Trust policies are not evaluated: every key of this cloud may assume each of its roles. */
export function stsService(keys: AccessKeyRepository, roles: RoleDirectory): AwsService {
  const parts = { keys, roles };
  return defineService({
    scope: 'sts',
    sdk: () => import('@aws-sdk/client-sts'),
    handlers: { ...identityHandlers(parts), ...roleSessionHandlers(parts) },
  });
}
