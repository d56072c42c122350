import type { RequestContext } from '../request-context';

/** Values of condition keys. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** Something that IAM has to allow before an operation is carried out. */
export interface RequiredPermission {
  /** Such as `iot:CreateThing`. */
  readonly action: string;
  /** An ARN; `*` for an action that has no resource. */
  readonly resource: string;
  /** What the request brings for conditions, beside what every request has. */
  readonly keys: ConditionKeys;
}

/**
 * Decides whether who sent a request may do what it needs.
 * @param permissions reads what it needs from its input: not asked for where everything is allowed
 * @throws AccessDeniedError
 */
export type RequestAuthorizer = (
  context: RequestContext,
  permissions: () => readonly RequiredPermission[],
) => void;

/** A role, and what its session is called. */
export interface RoleInUse {
  readonly roleArn: string;
  readonly sessionName: string;
}

/**
 * What a service asks of IAM before it does something by a role, without a request over the wire.
 * @throws AccessDeniedError
 */
export type RoleAuthorizer = (role: RoleInUse, permission: RequiredPermission) => void;
