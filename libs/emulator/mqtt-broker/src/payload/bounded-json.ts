/** Deeper JSON than this is an attack: the deepest document that AWS IoT defines (shadows) has far fewer levels. */
const deepestJson = 64;

export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/**
 * Parses JSON from the network. The depth is bounded *before* parsing, so that no later walk over the value
 * (schema check, serialisation) can run out of stack.
 * @throws PayloadError when the bytes are not UTF-8 JSON, or nested more than 64 deep
 */
export function parseBoundedJson(payload: Uint8Array): unknown {
  if (nestingDepth(payload) > deepestJson) {
    throw new PayloadError(`JSON is nested more than ${deepestJson} levels deep.`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    throw new PayloadError('The payload is not valid JSON.', { cause: error });
  }
}

const quote = 0x22;
const backslash = 0x5c;
const openers = new Set([0x5b, 0x7b]);
const closers = new Set([0x5d, 0x7d]);

function nestingDepth(payload: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < payload.length; index++) {
    const byte = payload[index] ?? 0;
    if (inString) {
      if (byte === backslash) {
        index++;
      } else if (byte === quote) {
        inString = false;
      }
    } else if (byte === quote) {
      inString = true;
    } else if (openers.has(byte)) {
      deepest = Math.max(deepest, ++depth);
    } else if (closers.has(byte)) {
      depth--;
    }
  }
  return deepest;
}
