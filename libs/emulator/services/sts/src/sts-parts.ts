import type * as sts from '@aws-sdk/client-sts';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { AccessKeyRepository } from './access-key-repository';

export type StsHandlers = ServiceHandlers<typeof sts>;

/** What STS must know of IAM. */
export interface RoleDirectory {
  /** The unique id of a role (`AROA...`), or undefined when there is no such role. */
  roleId(roleArn: string): string | undefined;
}

/** What the operations of STS work with. */
export interface StsParts {
  readonly keys: AccessKeyRepository;
  readonly roles: RoleDirectory;
}
