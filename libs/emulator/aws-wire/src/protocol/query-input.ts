import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { SerializationError } from '../wire-errors';

/** What stands below a name prefix: a value, or further names. */
interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

/** CloudFormation nests a parameter list three deep; nothing that AWS defines comes near this. */
const deepestName = 32;

const strings = new FromStringShapeDeserializer({
  httpBindings: false,
  timestampFormat: { useTrait: true, default: 5 },
});

/**
 * Reads the input of a Query request (Smithy 2.0, "AWS Query protocol"), of which the SDK has only the writer:
 * `Tags.member.1.Key=a` is the member `Key` of the first item of the list `Tags`.
 * @throws SerializationError
 */
export function readQueryInput(schema: NormalizedSchema, form: URLSearchParams): object {
  return schema.isStructSchema() ? readStructure(schema, formTree(form), '') : {};
}

function formTree(form: URLSearchParams): FormNode {
  const root: FormNode = { children: new Map() };
  for (const [name, value] of form) {
    const parts = name.split('.');
    if (parts.length > deepestName) {
      throw new SerializationError(name.slice(0, 100));
    }
    let node = root;
    for (const part of parts) {
      const child = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return root;
}

function read(schema: NormalizedSchema, node: FormNode, path: string): unknown {
  if (schema.isStructSchema()) {
    return readStructure(schema, node, path);
  }
  if (schema.isListSchema()) {
    return readList(schema, node, path);
  }
  if (schema.isMapSchema()) {
    return readMap(schema, node, path);
  }
  if (node.value === undefined) {
    throw new SerializationError(path);
  }
  try {
    const value: unknown = strings.read(schema, node.value);
    return value;
  } catch (error) {
    throw new SerializationError(path, { cause: error });
  }
}

function readStructure(schema: NormalizedSchema, node: FormNode, path: string): object {
  const members: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const wireName = xmlName(member, true) ?? name;
    const child = node.children.get(wireName);
    if (child !== undefined) {
      members.push([name, read(member, child, path === '' ? name : `${path}.${name}`)]);
    }
  }
  return Object.fromEntries(members);
}

function readList(schema: NormalizedSchema, node: FormNode, path: string): unknown[] {
  const item = schema.getValueSchema();
  const flattened = Boolean(schema.getMergedTraits().xmlFlattened);
  const items = flattened ? node : node.children.get(xmlName(item) ?? 'member');
  if (items === undefined) {
    if (node.children.size > 0) {
      throw new SerializationError(path);
    }
    return [];
  }
  return numbered(items, path).map((child, index) => read(item, child, `${path}.${index + 1}`));
}

function readMap(schema: NormalizedSchema, node: FormNode, path: string): object {
  const keySchema = schema.getKeySchema();
  const valueSchema = schema.getValueSchema();
  const entries = schema.getMergedTraits().xmlFlattened ? node : node.children.get('entry');
  if (entries === undefined) {
    return {};
  }
  return Object.fromEntries(
    numbered(entries, path).map((entry): [string, unknown] => {
      const key = entry.children.get(xmlName(keySchema) ?? 'key')?.value;
      const value = entry.children.get(xmlName(valueSchema) ?? 'value');
      if (key === undefined || value === undefined) {
        throw new SerializationError(path);
      }
      return [key, read(valueSchema, value, `${path}.${key}`)];
    }),
  );
}

function numbered(node: FormNode, path: string): FormNode[] {
  return [...node.children]
    .map(([index, child]) => {
      if (!/^[1-9]\d{0,8}$/.test(index)) {
        throw new SerializationError(path);
      }
      return { index: Number(index), child };
    })
    .sort((a, b) => a.index - b.index)
    .map(({ child }) => child);
}

function xmlName(schema: NormalizedSchema, memberOnly = false): string | undefined {
  const { xmlName: name } = memberOnly ? schema.getMemberTraits() : schema.getMergedTraits();
  return typeof name === 'string' ? name : undefined;
}
