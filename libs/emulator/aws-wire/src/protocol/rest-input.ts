import type { Readable } from 'node:stream';
import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { splitHeader } from '@smithy/core/serde';
import { AwsError } from '../aws-error';
import { checkInput } from '../schema/check-input';
import { SerializationError } from '../wire-errors';
import type { RoutedOperation, WireRequest } from './protocol';
import { restBindings } from './rest-bindings';
import type { BoundMember } from './rest-bindings';

/** How strings in URIs and headers are read: 7 is `epoch-seconds`, which the bindings override. */
const strings = new FromStringShapeDeserializer({
  httpBindings: true,
  timestampFormat: { useTrait: true, default: 7 },
});

/** Reads a body of the given shape. */
export type ReadBody = (schema: NormalizedSchema, body: Buffer) => Promise<object>;

/**
 * Reads the input of a REST request from its path, query, headers and body.
 * @throws AwsError when it is not of the operation's form
 */
export async function readRestInput(
  { operation, labels }: RoutedOperation,
  request: WireRequest,
  body: Buffer | Readable,
  readBody: ReadBody,
): Promise<object> {
  const bindings = restBindings(operation.input);
  const members: [string, unknown][] = [];
  for (const member of bindings.labels) {
    const label = labels.get(member.wireName);
    if (label !== undefined) {
      members.push([member.name, readString(member, decodeLabel(label))]);
    }
  }
  for (const member of bindings.query) {
    const [first, ...more] = request.query.getAll(member.wireName);
    if (first !== undefined) {
      const isList = member.schema.isListSchema();
      members.push([member.name, isList ? readList(member, [first, ...more]) : readString(member, first)]);
    }
  }
  members.push(...readQueryMap(bindings.queryMap, bindings.query, request));
  members.push(...readHeaders(bindings.headers, bindings.prefixHeaders, request));
  if (bindings.payload !== undefined) {
    members.push(...(await readPayload(bindings.payload, body, readBody)));
  } else if (bindings.body.length > 0) {
    const inBody = Buffer.isBuffer(body) && body.length > 0 ? await readBody(operation.input, body) : {};
    const names = new Set(bindings.body.map(({ name }) => name));
    members.push(...Object.entries(inBody).filter(([name]) => names.has(name)));
  }
  const input = Object.fromEntries(members);
  if (operation.input.isStructSchema()) {
    checkInput(operation.input, input);
  }
  return input;
}

function readHeaders(
  headers: readonly BoundMember[],
  prefixHeaders: readonly BoundMember[],
  request: WireRequest,
): [string, unknown][] {
  const members: [string, unknown][] = [];
  for (const member of headers) {
    const value = request.headers[member.wireName];
    if (value === undefined) {
      continue;
    }
    const text = Array.isArray(value) ? value.join(', ') : value;
    members.push([
      member.name,
      member.schema.isListSchema() ? readList(member, splitHeader(text)) : readString(member, text),
    ]);
  }
  for (const { name, wireName } of prefixHeaders) {
    const entries = Object.entries(request.headers).filter(([header]) => header.startsWith(wireName));
    members.push([
      name,
      Object.fromEntries(entries.map(([header, value]) => [header.slice(wireName.length), String(value)])),
    ]);
  }
  return members;
}

function readQueryMap(
  maps: readonly BoundMember[],
  bound: readonly BoundMember[],
  request: WireRequest,
): [string, unknown][] {
  const taken = new Set(bound.map(({ wireName }) => wireName));
  return maps.map(({ name, schema }) => {
    const lists = schema.getValueSchema().isListSchema();
    const keys = [...new Set(request.query.keys())].filter((key) => !taken.has(key));
    const entries = keys.map((key) => [key, lists ? request.query.getAll(key) : request.query.get(key)]);
    return [name, Object.fromEntries(entries)];
  });
}

async function readPayload(
  { name, schema }: BoundMember,
  body: Buffer | Readable,
  readBody: ReadBody,
): Promise<[string, unknown][]> {
  if (!Buffer.isBuffer(body)) {
    return [[name, body]];
  }
  if (schema.isBlobSchema()) {
    return [[name, body]];
  }
  if (body.length === 0) {
    return [];
  }
  if (schema.isStringSchema()) {
    return [[name, body.toString()]];
  }
  return [[name, await readBody(schema, body)]];
}

function readList(member: BoundMember, values: readonly string[]): unknown[] {
  const item = { ...member, schema: member.schema.getValueSchema() };
  return values.map((value) => readString(item, value.trim()));
}

function readString({ schema, name }: BoundMember, text: string): unknown {
  try {
    const value: unknown = strings.read(schema, text);
    return value;
  } catch (error) {
    throw new SerializationError(name, { cause: error });
  }
}

function decodeLabel(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch (error) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { status: 400, cause: error });
  }
}
