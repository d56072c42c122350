import { defined } from '@fleet/optional-members';
import { TemplateError } from '../errors';
import type { Output } from '../stacks/records';
import type { ParameterStore } from '../template/parameters';
import { resolveReferencesInText } from '../template/dynamic-references';
import { resolve } from '../template/resolve';
import type { TemplateScope } from '../template/template-scope';

/** The outputs whose condition holds, with their values. */
export async function outputsOf(scope: TemplateScope, parameterStore: ParameterStore): Promise<Output[]> {
  const active = Object.entries(scope.template.Outputs).filter(
    ([, { Condition: name }]) => name === undefined || scope.condition(name),
  );
  return Promise.all(
    active.map(async ([key, { Value: value, Description: description, Export: exported }]) =>
      defined({
        key,
        value: await plainText(key, resolve(value, scope), parameterStore),
        description,
        exportName: exported && (await plainText(key, resolve(exported.Name, scope), parameterStore)),
      }),
    ),
  );
}

async function plainText(key: string, value: unknown, parameterStore: ParameterStore): Promise<string> {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new TemplateError(`The Value field of output ${key} must evaluate to a string`);
  }
  return resolveReferencesInText(String(value), parameterStore);
}
