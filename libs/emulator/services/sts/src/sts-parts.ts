import type * as sts from '@aws-sdk/client-sts';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { NamedPolicy, ParsedDocuments } from '@fleet/iam-policy';
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

/** What a role may do, without the limits of a session. */
interface RolePermissions {
  readonly identity: readonly NamedPolicy[];
  readonly permissionsBoundary?: NamedPolicy;
  readonly tags: Readonly<Record<string, string>>;
}

/** What STS must know of IAM. */
export interface RoleDirectory {
  /** The role with this ARN, or undefined when there is none. */
  role(arn: string): AssumableRole | undefined;
  /** The role with this ARN as a service sees it, which may lag; `undefined` when it sees none. */
  roleSeenBy(service: string, arn: string): AssumableRole | undefined;
  /** What the role with this ARN may do, as a service sees it; `undefined` when it sees none. */
  permissionsOf(service: string, arn: string): RolePermissions | undefined;
  /** A managed policy, as a service sees it; `undefined` when it is not there. */
  managedPolicy(service: string, arn: string): NamedPolicy | undefined;
}

/** What the operations of STS work with. */
export interface StsParts {
  readonly clock: Clock;
  readonly keys: AccessKeyRepository;
  readonly roles: RoleDirectory;
  readonly documents: ParsedDocuments;
  /** Whether a role needs a permission to assume another one. */
  readonly enforced: boolean;
  /** Told of a condition key that a trust policy asks for, and the request does not have. */
  readonly onMissingKey: ((key: string) => void) | undefined;
}
