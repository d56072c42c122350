import { decode, encode, Tokenizer } from 'cborg';
import type { PayloadFormat } from './topics';

/** Largest message AWS IoT Core carries (service quotas: 128 KB). */
export const largestPayload = 128 * 1024;

/** An answer is a map with at most one map in it; more nesting is an attempt to exhaust the stack. */
const mostContainers = 16;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A payload that cannot be read. Says the fault, never the content: it may hold a key or a token. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

export function encodePayload(format: PayloadFormat, value: Readonly<Record<string, unknown>>): Uint8Array {
  return format === 'json' ? new TextEncoder().encode(JSON.stringify(value)) : encode(value);
}

/** @throws PayloadError for anything that is not one whole value of the format. */
export function decodePayload(format: PayloadFormat, bytes: Uint8Array): unknown {
  if (bytes.byteLength > largestPayload) {
    throw new PayloadError(`${bytes.byteLength} bytes, more than ${largestPayload}`);
  }
  try {
    return format === 'json' ? JSON.parse(utf8.decode(bytes)) : decodeCbor(bytes);
  } catch (cause) {
    if (cause instanceof PayloadError) {
      throw cause;
    }
    // The parsers' messages quote the input: they are dropped on purpose.
    throw new PayloadError(`not valid ${format.toUpperCase()}`);
  }
}

function decodeCbor(bytes: Uint8Array): unknown {
  // Not `strict`: that would refuse lengths in more bytes than needed, which RFC 8949 allows and the encoders
  // of Java services write for strings of middle length. Indefinite-length maps are common for the same reason.
  const options = { allowUndefined: false, allowBigInt: false, rejectDuplicateMapKeys: true };
  return decode(bytes, { ...options, tokenizer: new BoundedTokenizer(bytes, options) });
}

/** The decoder recurses into containers, so a bound on their number is a bound on the depth. */
class BoundedTokenizer extends Tokenizer {
  private containers = 0;

  override next(): ReturnType<Tokenizer['next']> {
    const token = super.next();
    if (!token.type.terminal) {
      this.containers += 1;
    }
    if (this.containers > mostContainers) {
      throw new PayloadError(`more than ${mostContainers} maps and arrays`);
    }
    return token;
  }
}
