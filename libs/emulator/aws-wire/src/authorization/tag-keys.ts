import type { ConditionKeys } from './required-permission';

/** The names that services have for tags in their inputs, for the members of a tag, and for keys to be removed. */
const tagMembers = ['Tags', 'tags'];
const keyMembers = ['Key', 'key', 'TagKey'];
const valueMembers = ['Value', 'value', 'TagValue'];
const removedMembers = ['TagKeys', 'tagKeys'];

/** `aws:RequestTag/<key>` and `aws:TagKeys` of a request (IAM user guide, "AWS global condition context keys"). */
export function tagKeys(input: object): ConditionKeys {
  const tags = Object.fromEntries(tagMembers.flatMap((name) => tagsIn(Reflect.get(input, name))));
  const keys = [...Object.keys(tags), ...removedMembers.flatMap((name) => textsIn(Reflect.get(input, name)))];
  if (keys.length === 0) {
    return {};
  }
  const requested = Object.entries(tags).map(([key, value]): [string, string] => [
    `aws:RequestTag/${key}`,
    value,
  ]);
  return { ...Object.fromEntries(requested), 'aws:TagKeys': keys };
}

/** Tags are a list of pairs, or a map. */
function tagsIn(tags: unknown): [string, string][] {
  if (Array.isArray(tags)) {
    return tags.flatMap((tag: unknown): [string, string][] => {
      const key = textMember(tag, keyMembers);
      const value = textMember(tag, valueMembers);
      return key === undefined || value === undefined ? [] : [[key, value]];
    });
  }
  return isObject(tags)
    ? Object.entries(tags).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : [];
}

function textMember(tag: unknown, names: readonly string[]): string | undefined {
  if (!isObject(tag)) {
    return undefined;
  }
  return names.map((name): unknown => Reflect.get(tag, name)).find((value) => typeof value === 'string');
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
