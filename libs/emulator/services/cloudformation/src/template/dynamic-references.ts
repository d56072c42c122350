import assert from 'node:assert/strict';
import { ValidationError } from '../errors';
import { isArray, isObject } from './json';
import type { ParameterStore } from './parameters';

const reference = /\{\{resolve:([a-z-]+):([^}]*)\}\}/g;

/**
 * Replaces `{{resolve:ssm:name}}` wherever it stands in a value (page "dynamic-references").
 * @throws ValidationError for other services, for versions, and for parameters that do not exist
 */
export async function resolveDynamicReferences(value: unknown, store: ParameterStore): Promise<unknown> {
  if (typeof value === 'string') {
    return resolveReferencesInText(value, store);
  }
  if (isArray(value)) {
    return Promise.all(value.map((item) => resolveDynamicReferences(item, store)));
  }
  if (!isObject(value)) {
    return value;
  }
  const members = Object.entries(value).map(async ([key, member]): Promise<[string, unknown]> => [
    key,
    await resolveDynamicReferences(member, store),
  ]);
  return Object.fromEntries(await Promise.all(members));
}

/** The same for a single string. */
export async function resolveReferencesInText(text: string, store: ParameterStore): Promise<string> {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(reference)) {
    const [whole, service, name] = match;
    assert(service !== undefined && name !== undefined, 'both groups take part in every match');
    result += text.slice(end, match.index) + (await storedValue(service, name, store));
    end = match.index + whole.length;
  }
  return result + text.slice(end);
}

async function storedValue(service: string, name: string, store: ParameterStore): Promise<string> {
  if (service !== 'ssm') {
    throw new ValidationError(`the dynamic reference to ${service} is not supported here`);
  }
  if (name.includes(':')) {
    throw new ValidationError(`a version in a dynamic reference is not supported here: ${name}`);
  }
  const value = await store.parameterValue(name);
  if (value === undefined) {
    throw new ValidationError(`the parameter ${name} does not exist in the parameter store`);
  }
  return value;
}
