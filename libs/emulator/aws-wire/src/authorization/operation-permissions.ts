import type { RequestContext } from '../request-context';
import type { AuthorizationReference, ResourceName, ServiceAuthorization } from './action-resources';
import type { ConditionKeys, RequiredPermission } from './required-permission';
import { tagKeys } from './tag-keys';

/** What an operation needs, seen from the wire: the types hold where a service declares it. */
export type OperationPermissions = (
  operation: string,
  input: object,
  context: RequestContext,
) => readonly RequiredPermission[];

/** Reads the permissions of a request from its input, by what its service declares. */
export function operationPermissions({
  reference,
  resources,
  keys = {},
}: ServiceAuthorization): OperationPermissions {
  return (operation, input, context) => {
    const actions = reference.operations[operation];
    if (actions === undefined) {
      throw new TypeError(`the authorization reference has no ${operation}: generate it again`);
    }
    const resourcesOf = functionNamed(resources, operation);
    const conditionKeys = { ...tagKeys(input), ...keysIn(functionNamed(keys, operation)?.(input, context)) };
    const needed = resourcesOf === undefined ? {} : recordOf(resourcesOf(input, context));
    return Object.entries(actions).flatMap(([action, types]) => {
      const own: unknown = 'byAction' in needed ? Reflect.get(recordOf(needed['byAction']), action) : needed;
      if (own === undefined) {
        return [];
      }
      const arns = arnsOf(recordOf(own), { action, types, reference, context });
      return arns.map((resource) => ({ action, resource, keys: conditionKeys }));
    });
  };
}

interface ActionInUse {
  readonly action: string;
  readonly types: readonly string[];
  readonly reference: AuthorizationReference;
  readonly context: RequestContext;
}

/** @returns `*` for an action without resources, as IAM evaluates it */
function arnsOf(resources: Readonly<Record<string, unknown>>, about: ActionInUse): readonly string[] {
  const { action, types, reference, context } = about;
  if (typeof resources['arn'] === 'string') {
    return [resources['arn']];
  }
  const arns = Object.entries(resources).flatMap(([type, named]) => {
    if (named === undefined || !types.includes(type)) {
      return [];
    }
    const form = reference.arns[type];
    if (form === undefined) {
      throw new TypeError(`the authorization reference has no ARN for the type ${type} of ${action}`);
    }
    return namesIn(named).map((name) => (typeof name === 'string' ? arnOf(form, name, context) : name.arn));
  });
  return arns.length === 0 ? ['*'] : arns;
}

/** The form's own part, up to its first variable that is none of every ARN, and then the name. */
function arnOf(form: string, name: string, { region, accountId }: RequestContext): string {
  const placed = form
    .replace('${Partition}', 'aws')
    .replace('${Region}', region)
    .replace('${Account}', accountId);
  return placed.slice(0, placed.indexOf('${')) + name;
}

function namesIn(named: unknown): ResourceName[] {
  const names: unknown[] = Array.isArray(named) ? named : [named];
  return names.filter(isName);
}

function isName(value: unknown): value is ResourceName {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'arn' in value);
}

function functionNamed(
  functions: object,
  name: string,
): ((input: object, context: RequestContext) => unknown) | undefined {
  const found: unknown = Reflect.get(functions, name);
  return isFunction(found) ? found : undefined;
}

/** `ActionConditionKeys` has checked the type that is lost here. */
function keysIn(value: unknown): ConditionKeys {
  return isConditionKeys(value) ? value : {};
}

function isConditionKeys(value: unknown): value is ConditionKeys {
  return typeof value === 'object' && value !== null;
}

function isFunction(value: unknown): value is (input: object, context: RequestContext) => unknown {
  return typeof value === 'function';
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
