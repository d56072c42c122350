import { checkInput } from '../schema/check-input';
import type { ServiceModel } from '../schema/service-model';
import { checkJsonObject, decodeBody, encodeBody } from './decoding';
import { jsonError } from './json-errors';
import type { ServerProtocol, WireResponse } from './protocol';

const emptyObject = Buffer.from('{}');

/** AWS JSON 1.0 and 1.1: the operation is in `X-Amz-Target`, everything else in the body (Smithy 2.0, AWS protocols). */
export function awsJson(model: ServiceModel, version: '1.0' | '1.1'): ServerProtocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    route: ({ headers }) => {
      const target = headers['x-amz-target'];
      const name = typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : '';
      const operation = model.operations.get(name);
      return operation === undefined ? undefined : { operation, labels: new Map() };
    },
    streamedMember: () => undefined,
    readInput: async ({ operation }, _request, body) => {
      const json = Buffer.isBuffer(body) && body.length > 0 ? body : emptyObject;
      checkJsonObject(json);
      if (operation.input.isUnitSchema()) {
        return {};
      }
      const input = await decodeBody(model.protocol.codec, operation.input, json);
      checkInput(operation.input, input);
      return input;
    },
    writeOutput: (operation, output): WireResponse => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: operation.output.isUnitSchema()
        ? '{}'
        : encodeBody(model.protocol.codec, operation.output, output),
    }),
    writeError: (error) => {
      const { code, status, body } = jsonError(model, error);
      const type = JSON.stringify(`${model.protocol.namespace}#${code}`);
      const text = body.toString();
      return {
        status,
        headers: { 'content-type': contentType, 'x-amzn-errortype': code },
        body: text === '{}' ? `{"__type":${type}}` : `{"__type":${type},${text.slice(1)}`,
      };
    },
  };
}
