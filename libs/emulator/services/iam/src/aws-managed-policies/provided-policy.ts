import { defined } from '@fleet/optional-members';

/** A statement of a policy that AWS provides. */
type Statement = Readonly<Record<string, unknown>>;

/** A policy that AWS provides, as it was read. */
export interface ProvidedPolicy {
  readonly version: string;
  /** The day of that version. */
  readonly created: string;
  readonly statements: readonly Statement[];
}

/** By path and name, as they stand in the ARN. */
export type ProvidedPolicies = Readonly<Record<string, ProvidedPolicy>>;

export function provided(version: string, created: string, ...statements: Statement[]): ProvidedPolicy {
  return { version, created, statements };
}

/**
 * A statement that allows actions, on every resource unless it says otherwise.
 * @param actions separated by white space
 */
export function allow(actions: string, more: Statement = {}): Statement {
  const named = actions.trim();
  return {
    Effect: 'Allow',
    ...defined({ Action: named === '' ? undefined : named.split(/\s+/) }),
    Resource: '*',
    ...more,
  };
}
