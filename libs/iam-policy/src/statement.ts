import { matchGlob } from '@fleet/policy-matching';
import { matchesResource } from './arn-pattern';
import { holds } from './condition/evaluate-condition';
import type { RequestContext } from './context';
import type { PolicyStatement, Scope } from './document/document';
import { resolveTemplate } from './template';

/** What is asked for. */
export interface RequestedAction {
  /** Such as `s3:GetObject`; case does not count. */
  readonly action: string;
  /** The ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Whether a statement speaks of the action, on the resource, under its conditions. Of principals it is not asked. */
export function speaksOf(statement: PolicyStatement, request: RequestedAction): boolean {
  const { action, resource, context } = request;
  const name = action.toLowerCase();
  return (
    covers(statement.actions, ({ template }) => matchGlob(resolveTemplate(template, context) ?? [], name)) &&
    (statement.resources === undefined ||
      covers(statement.resources, ({ pattern }) => matchesResource(pattern, resource, context))) &&
    statement.conditions.every((condition) => holds(condition, context))
  );
}

function covers<Entry>({ except, entries }: Scope<Entry>, matches: (entry: Entry) => boolean): boolean {
  return entries.some(matches) !== except;
}
