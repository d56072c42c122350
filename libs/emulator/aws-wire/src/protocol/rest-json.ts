import type { ServiceModel } from '../schema/service-model';
import { checkJsonObject, decodeBody, encodeBody } from './decoding';
import { jsonError } from './json-errors';
import type { ServerProtocol } from './protocol';
import { restProtocol } from './rest';

const contentType = 'application/json';

/** REST with JSON bodies (Smithy 2.0, "AWS restJson1 protocol"). */
export function restJson(model: ServiceModel): ServerProtocol {
  const { codec } = model.protocol;
  return restProtocol(model, {
    readBody: async (schema, body) => {
      checkJsonObject(body);
      return decodeBody(codec, schema, body);
    },
    writer: {
      contentType,
      empty: '{}',
      write: (schema, value) => encodeBody(codec, schema, value),
    },
    writeError: (error) => {
      const { code, status, body } = jsonError(model, error);
      return { status, headers: { 'content-type': contentType, 'x-amzn-errortype': code }, body };
    },
  });
}
