import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../aws-error';
import type { PayloadCodec } from '../schema/client-protocol';
import { SerializationError } from '../wire-errors';

/** Deeper than any API's shapes: DynamoDB documents may have 32 levels of two brackets each. */
const DEEPEST_NESTING = 128;

const LONGEST_LEADING_SPACE = 64;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Reads a body with the service's own codec, whatever the body may be.
 * @throws SerializationError when it cannot be read
 */
export async function decodeBody(
  codec: PayloadCodec,
  schema: NormalizedSchema,
  body: Buffer,
): Promise<object> {
  try {
    const value: unknown = await codec.createDeserializer().read(schema, body);
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw new SerializationError('', { cause: error });
  }
  throw new SerializationError('');
}

/** Refuses JSON that is no object, or nested so deeply that reading it recursively could exhaust the stack. */
export function checkJsonObject(json: Buffer): void {
  if (!/^\s*\{/.test(json.toString('latin1', 0, LONGEST_LEADING_SPACE))) throw new SerializationError('');
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index] ?? 0;
    if (quoted) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > DEEPEST_NESTING) throw new SerializationError('');
  }
}

/** Writes a body with the service's own codec. */
export function encodeBody(codec: PayloadCodec, schema: NormalizedSchema, value: unknown): Buffer {
  const serializer = codec.createSerializer();
  serializer.write(schema, value);
  const body = serializer.flush();
  // The JSON codec answers bytes that warn when they are taken for a string, as `Buffer.from(bytes)` does.
  return typeof body === 'string'
    ? Buffer.from(body)
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
