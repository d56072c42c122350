import { Readable } from 'node:stream';
import type { NormalizedSchema } from '@smithy/core/schema';
import { MissingMemberError, SerializationError } from '../wire-errors';

/**
 * Holds a parsed input to its schema, because the SDK's deserialisers pass on what they did not expect: the
 * type of every member, and that required ones are there.
 * @throws SerializationError @throws MissingMemberError
 */
export function checkInput(schema: NormalizedSchema, value: unknown, path = ''): void {
  if (schema.isStructSchema()) {
    checkStructure(schema, value, path);
  } else if (schema.isListSchema()) {
    checkList(schema, value, path);
  } else if (schema.isMapSchema()) {
    checkMap(schema, value, path);
  } else if (!isSimpleValue(schema, value)) {
    throw new SerializationError(path);
  }
}

function checkStructure(schema: NormalizedSchema, value: unknown, path: string): void {
  if (!isRecord(value)) {
    throw new SerializationError(path);
  }
  const required = requiredMembers(schema);
  for (const [name, member] of schema.structIterator()) {
    const memberPath = path === '' ? name : `${path}.${name}`;
    const memberValue = value[name];
    if (memberValue !== undefined && memberValue !== null) {
      checkInput(member, memberValue, memberPath);
    } else if (required.has(name)) {
      throw new MissingMemberError(memberPath);
    }
  }
}

function checkList(schema: NormalizedSchema, value: unknown, path: string): void {
  if (!Array.isArray(value)) {
    throw new SerializationError(path);
  }
  const itemSchema = schema.getValueSchema();
  const sparse = Boolean(schema.getMergedTraits().sparse);
  value.forEach((item: unknown, index) => {
    if (!(sparse && item === null)) {
      checkInput(itemSchema, item, `${path}.${index + 1}`);
    }
  });
}

function checkMap(schema: NormalizedSchema, value: unknown, path: string): void {
  if (!isRecord(value)) {
    throw new SerializationError(path);
  }
  const valueSchema = schema.getValueSchema();
  const sparse = Boolean(schema.getMergedTraits().sparse);
  for (const [key, entry] of Object.entries(value)) {
    if (!(sparse && entry === null)) {
      checkInput(valueSchema, entry, `${path}.${key}`);
    }
  }
}

function isSimpleValue(schema: NormalizedSchema, value: unknown): boolean {
  if (schema.isStringSchema()) {
    return typeof value === 'string' || value instanceof String;
  }
  if (schema.isBooleanSchema()) {
    return typeof value === 'boolean';
  }
  if (schema.isBigIntegerSchema()) {
    return typeof value === 'bigint';
  }
  if (schema.isNumericSchema()) {
    return typeof value === 'number' && !Number.isNaN(value);
  }
  if (schema.isTimestampSchema()) {
    return value instanceof Date && !Number.isNaN(value.getTime());
  }
  if (schema.isBlobSchema()) {
    return value instanceof Uint8Array || value instanceof Readable;
  }
  return true;
}

/** A structure's schema counts its required members, which come first. */
export function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const definition: unknown = schema.getSchema();
  if (!Array.isArray(definition)) {
    return new Set();
  }
  const names: unknown = definition[4];
  const count: unknown = definition[6];
  if (!Array.isArray(names) || typeof count !== 'number') {
    return new Set();
  }
  return new Set(names.slice(0, count).map(String));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
