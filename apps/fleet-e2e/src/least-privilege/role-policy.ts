import * as z from 'zod';

const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));

// Strict: what is not read here (NotAction, a Deny) would be left out of the proof without a word.
const allowStatement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: oneOrMany,
  Resource: oneOrMany,
  Condition: z.unknown().optional(),
});

const policyDocument = z.object({ Version: z.string(), Statement: z.array(allowStatement) });

/** A policy of a role, as the stack writes them. */
export type RolePolicy = z.infer<typeof policyDocument>;

/** One action of one statement, on one of its resources. */
export interface GrantedAction {
  /** Its place in the policy. */
  readonly statement: number;
  readonly action: string;
  /** ARN, or `*` for actions that know no resource. */
  readonly resource: string;
}

/** An action with a wildcard is more than one permission, so that none of them can be denied alone. */
export class WildcardActionError extends Error {
  override readonly name = 'WildcardActionError';

  constructor(action: string) {
    super(`${action} allows more than one action. Name each action, so that each can be denied alone.`);
  }
}

/** @throws ZodError for what the proof cannot take apart */
export function parseRolePolicy(text: string): RolePolicy {
  return policyDocument.parse(JSON.parse(text));
}

/** @throws WildcardActionError */
export function actionsOf({ Statement }: RolePolicy): readonly GrantedAction[] {
  return Statement.flatMap(({ Action, Resource }, statement) =>
    Action.flatMap((action) => {
      if (action.includes('*')) {
        throw new WildcardActionError(action);
      }
      return Resource.map((resource) => ({ statement, action, resource }));
    }),
  );
}

/** The policy without these; nothing where it then allows nothing, as a policy has to have a statement. */
export function policyWithout(policy: RolePolicy, denied: readonly GrantedAction[]): RolePolicy | undefined {
  const isDenied = (granted: GrantedAction) =>
    denied.some(
      ({ statement, action, resource }) =>
        statement === granted.statement && action === granted.action && resource === granted.resource,
    );
  const left = policy.Statement.flatMap((statement, index) =>
    statement.Action.flatMap((action) => {
      const resources = statement.Resource.filter(
        (resource) => !isDenied({ statement: index, action, resource }),
      );
      return resources.length === 0 ? [] : [{ ...statement, Action: [action], Resource: resources }];
    }),
  );
  return left.length === 0 ? undefined : { ...policy, Statement: left };
}
