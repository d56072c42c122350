import type { Condition } from '../condition/parse-condition';
import type { PolicyDocument, PolicyStatement, Scope } from './document';
import type { Principals } from './principal';

/** The document as JSON text. Parsed again it is the same. */
export function printPolicyDocument({ version, id, statements }: PolicyDocument): string {
  return JSON.stringify({ Version: version, Id: id, Statement: statements.map(printStatement) });
}

function printStatement(statement: PolicyStatement): object {
  const { sid, effect, principals, actions, resources, conditions } = statement;
  return {
    Sid: sid,
    Effect: effect,
    ...printPrincipals(principals),
    ...printScope('Action', actions),
    ...printScope('Resource', resources),
    Condition: conditions.length > 0 ? printConditions(conditions) : undefined,
  };
}

function printPrincipals(principals: Principals | undefined): object {
  return principals ? { [principals.except ? 'NotPrincipal' : 'Principal']: principals.text } : {};
}

function printScope(element: string, scope: Scope<{ readonly text: string }> | undefined): object {
  return scope ? { [scope.except ? `Not${element}` : element]: scope.entries.map(({ text }) => text) } : {};
}

function printConditions(conditions: readonly Condition[]): object {
  const block: Record<string, Record<string, string[]>> = {};
  for (const { name, key, values } of conditions) {
    block[name] = { ...block[name], [key]: values.map(({ text }) => text) };
  }
  return block;
}
