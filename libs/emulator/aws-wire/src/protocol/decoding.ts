import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../aws-error';
import type { PayloadCodec } from '../schema/client-protocol';
import { SerializationError } from '../wire-errors';

/** Deeper than any API's shapes: DynamoDB documents may have 32 levels of two brackets each. */
const deepestNesting = 128;

const longestLeadingSpace = 64;
const backslash = 0x5c;
const quote = 0x22;
const openingBrackets = new Set([0x5b, 0x7b]);
const closingBrackets = new Set([0x5d, 0x7d]);

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
    if (typeof value === 'object' && value !== null) {
      return value;
    }
  } catch (error) {
    if (error instanceof AwsError) {
      throw error;
    }
    throw new SerializationError('', { cause: error });
  }
  throw new SerializationError('');
}

/** Refuses JSON that is no object, or nested so deeply that reading it recursively could exhaust the stack. */
export function checkJsonObject(json: Buffer): void {
  if (!/^\s*\{/.test(json.toString('latin1', 0, longestLeadingSpace))) {
    throw new SerializationError('');
  }
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index] ?? 0;
    if (quoted) {
      if (byte === backslash) {
        index += 1;
      } else if (byte === quote) {
        quoted = false;
      }
    } else if (byte === quote) {
      quoted = true;
    } else if (openingBrackets.has(byte)) {
      depth += 1;
    } else if (closingBrackets.has(byte)) {
      depth -= 1;
    }
    if (depth > deepestNesting) {
      throw new SerializationError('');
    }
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
