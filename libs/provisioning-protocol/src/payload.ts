/** Largest message AWS IoT Core carries (service quotas: 128 KB). */
export const largestPayload = 128 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A payload that cannot be read. Says the fault, never the content: it may hold a key or a token. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/** How a value is written in one of the API's formats, and read. */
export interface PayloadCodec {
  readonly name: string;
  readonly encode: (value: Readonly<Record<string, unknown>>) => Uint8Array;
  /** @throws any error for anything that is not one whole value of the format */
  readonly decode: (bytes: Uint8Array) => unknown;
}

/** JSON, RFC 8259. */
export const json: PayloadCodec = {
  name: 'JSON',
  encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes): unknown => JSON.parse(utf8.decode(bytes)),
};

/** @throws PayloadError for anything that is not one whole value of the format. */
export function decodePayload(codec: PayloadCodec, bytes: Uint8Array): unknown {
  if (bytes.byteLength > largestPayload) {
    throw new PayloadError(`${bytes.byteLength} bytes, more than ${largestPayload}`);
  }
  try {
    return codec.decode(bytes);
  } catch (cause) {
    if (cause instanceof PayloadError) {
      throw cause;
    }
    // The parsers' messages quote the input: they are dropped on purpose.
    throw new PayloadError(`not valid ${codec.name}`);
  }
}
