import { ValidationError } from '../errors';
import type { Revision } from '../stacks/records';
import { isObject } from '../template/json';
import { parseTemplate } from '../template/parse-template';
import { TemplateScope } from '../template/template-scope';
import type { Environment } from './environment';
import { Exports } from './exports';

/** A deployment's template over the resources of its stack as they are at the moment of asking. */
export interface StackScope {
  readonly scope: TemplateScope;
  /** The exports of other stacks that were asked for. */
  readonly imports: ReadonlySet<string>;
}

export function stackScope(
  environment: Environment,
  stack: { id: string; name: string },
  revision: Revision,
): StackScope {
  const { region, accountId, partition, store } = environment;
  const imports = new Set<string>();
  const exports = new Exports(store);
  const place = {
    stackId: stack.id,
    stackName: stack.name,
    region,
    accountId,
    partition,
    notificationArns: revision.notificationArns,
  };
  const scope = new TemplateScope(parseTemplate(revision.templateBody), revision.parameters, place, {
    resourceRef: (logicalId) => existing(environment, stack.id, logicalId).physicalId,
    resourceAttribute: (logicalId, attribute) => {
      const { attributes, type } = existing(environment, stack.id, logicalId);
      return attributeOf(attributes, attribute, logicalId, type);
    },
    importedValue: (name) => {
      imports.add(name);
      return exports.value(name);
    },
  });
  return { scope, imports };
}

function existing(
  { store }: Environment,
  stackId: string,
  logicalId: string,
): { physicalId: string; attributes: Record<string, unknown>; type: string } {
  const resource = store.resources.find(stackId, logicalId);
  if (resource?.physicalId !== undefined) {
    return { ...resource, physicalId: resource.physicalId };
  }
  throw new ValidationError(
    `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
  );
}

/** An attribute by its whole name (`Endpoint.Address`), or by the way into nested data. */
export function attributeOf(
  attributes: Record<string, unknown>,
  name: string,
  logicalId: string,
  type: string,
): unknown {
  if (Object.hasOwn(attributes, name)) {
    return attributes[name];
  }
  let value: unknown = attributes;
  for (const step of name.split('.')) {
    value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  if (value !== undefined) {
    return value;
  }
  throw new ValidationError(
    `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt (${type})`,
  );
}
