import type * as sts from '@aws-sdk/client-sts';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { AccessKeyRepository } from './access-key-repository';

export type StsHandlers = ServiceHandlers<typeof sts>;

/** What STS must know of a role. */
export interface AssumableRole {
  /** The unique id (`AROA...`). */
  readonly id: string;
  /** The policy that says who may assume it, as JSON. */
  readonly trustPolicy: string;
  /** How long a session of it may be. */
  readonly maxSessionSeconds: number;
}

/** What STS must know of IAM. */
export interface RoleDirectory {
  /** The role with this ARN, or undefined when there is none. */
  role(arn: string): AssumableRole | undefined;
}

/** What the operations of STS work with. */
export interface StsParts {
  readonly clock: Clock;
  readonly keys: AccessKeyRepository;
  readonly roles: RoleDirectory;
}
