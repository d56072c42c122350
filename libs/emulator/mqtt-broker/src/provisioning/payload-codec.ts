import { decode, encode } from 'cborg';
import { PayloadError, parseBoundedJson } from '../payload/bounded-json';
import type { PayloadFormat } from './provisioning-topic';

/**
 * Decodes a request of the provisioning API; an empty payload is an empty request.
 * @throws PayloadError when the bytes are not of the topic's format
 */
export function decodeRequest(format: PayloadFormat, payload: Uint8Array): unknown {
  if (payload.length === 0) {
    return {};
  }
  return format === 'json' ? parseBoundedJson(payload) : decodeCbor(payload);
}

export function encodeAnswer(format: PayloadFormat, answer: object): Buffer {
  return Buffer.from(format === 'json' ? JSON.stringify(answer) : encode(answer));
}

function decodeCbor(payload: Uint8Array): unknown {
  try {
    return decode(payload, { rejectDuplicateMapKeys: true });
  } catch (error) {
    throw new PayloadError('The payload is not valid CBOR.', { cause: error });
  }
}
