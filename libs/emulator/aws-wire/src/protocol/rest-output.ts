import { Readable } from 'node:stream';
import { ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { OperationModel } from '../schema/service-model';
import type { WireResponse } from './protocol';
import { restBindings } from './rest-bindings';
import type { BoundMember, RestBindings } from './rest-bindings';

const strings = new ToStringShapeSerializer({
  httpBindings: true,
  timestampFormat: { useTrait: true, default: 7 },
});

/** Writes a structure as the body of an answer. */
export interface BodyWriter {
  readonly contentType: string;
  /** What stands for a body without members. */
  readonly empty: string;
  write(schema: NormalizedSchema, value: object): string | Uint8Array;
}

/** Spreads an output over status, headers and body as its bindings say. */
export function writeRestOutput(operation: OperationModel, output: object, writer: BodyWriter): WireResponse {
  const bindings = restBindings(operation.output);
  const values = new Map<string, unknown>(
    Object.entries(output).filter(([, value]) => value !== undefined && value !== null),
  );
  const statusCode = bindings.statusCode === undefined ? undefined : values.get(bindings.statusCode);
  const status = typeof statusCode === 'number' ? statusCode : (operation.http?.status ?? 200);
  const headers = writeHeaders(bindings, values);
  if (bindings.payload !== undefined) {
    const payload = writePayload(bindings.payload, values.get(bindings.payload.name), writer);
    return { status, headers: { ...payload.headers, ...headers }, body: payload.body };
  }
  if (operation.output.isUnitSchema() || status === 204) {
    return { status, headers, body: '' };
  }
  const inBody = bindings.body.filter(({ name }) => values.has(name));
  if (bindings.body.length === 0 && writer.empty === '') {
    return { status, headers, body: '' };
  }
  const body = writer.write(
    operation.output,
    Object.fromEntries(inBody.map(({ name }): [string, unknown] => [name, values.get(name)])),
  );
  return { status, headers: { 'content-type': writer.contentType, ...headers }, body };
}

function writeHeaders(bindings: RestBindings, values: ReadonlyMap<string, unknown>): Record<string, string> {
  const headers: [string, string][] = [];
  for (const { name, wireName, schema } of bindings.headers) {
    if (values.has(name)) {
      headers.push([wireName, writeString(schema, values.get(name))]);
    }
  }
  for (const { name, wireName } of bindings.prefixHeaders) {
    const map = values.get(name);
    if (typeof map !== 'object' || map === null) {
      continue;
    }
    for (const [key, value] of Object.entries(map)) {
      headers.push([wireName + key, String(value)]);
    }
  }
  return Object.fromEntries(headers);
}

function writeString(schema: NormalizedSchema, value: unknown): string {
  strings.write(schema, value);
  return strings.flush();
}

function writePayload(
  { schema }: BoundMember,
  value: unknown,
  writer: BodyWriter,
): Omit<WireResponse, 'status'> {
  if (value === undefined) {
    return { headers: {}, body: '' };
  }
  if (value instanceof Readable || value instanceof Uint8Array) {
    return { headers: { 'content-type': 'application/octet-stream' }, body: value };
  }
  if (typeof value === 'string') {
    return { headers: { 'content-type': 'text/plain' }, body: value };
  }
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`the payload ${schema.getMemberName()} is neither bytes nor a structure`);
  }
  return { headers: { 'content-type': writer.contentType }, body: writer.write(schema, value) };
}
