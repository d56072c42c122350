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

/** The policies that a session of a role was opened with: it may do only what they allow as well. */
export interface SessionPolicies {
  /** A policy document. */
  readonly policy?: string | undefined;
  /** Managed policies. */
  readonly policyArns: readonly string[];
}

/** A role, and what its session is called. */
export interface RoleInUse {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Absent for a session that may do what its role may. */
  readonly policies?: SessionPolicies | undefined;
  /** The service that works on behalf of the session, with its permissions: `cloudformation.amazonaws.com`. */
  readonly calledVia?: string | undefined;
}

/**
 * What a service asks of IAM before it does something by a role, without a request over the wire.
 * @throws AccessDeniedError
 */
export type RoleAuthorizer = (role: RoleInUse, permission: RequiredPermission) => void;
