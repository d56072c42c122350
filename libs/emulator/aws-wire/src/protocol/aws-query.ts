import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import { checkInput } from '../schema/check-input';
import type { OperationModel, ServiceModel } from '../schema/service-model';
import { encodeBody } from './decoding';
import { errorIdentity } from './protocol';
import type { ServerProtocol, WireRequest } from './protocol';
import { readQueryInput } from './query-input';

const contentType = { 'content-type': 'text/xml' };
const stringSchema = 0;

/** AWS Query: a form in, XML out (Smithy 2.0, "AWS Query protocol"). */
export function awsQuery(model: ServiceModel): ServerProtocol {
  const { codec, namespace } = model.protocol;
  const structure = (name: string, members: Record<string, StaticStructureSchema[5][number]>) =>
    NormalizedSchema.of([3, namespace, name, 0, Object.keys(members), Object.values(members)]);
  const metadata = structure('ResponseMetadata', { RequestId: stringSchema });
  const error = structure('Error', { Type: stringSchema, Code: stringSchema, Message: stringSchema });
  const errorResponse = structure('ErrorResponse', { Error: error.getSchema(), RequestId: stringSchema });
  const answers = new Map<string, NormalizedSchema>();

  /** The SDK knows only the result; this is the envelope it takes off before. */
  const answerSchema = ({ name, output }: OperationModel): NormalizedSchema => {
    const known = answers.get(name);
    if (known !== undefined) {
      return known;
    }
    const result = output.isUnitSchema() ? {} : { [`${name}Result`]: output.getSchema() };
    const schema = structure(`${name}Response`, { ...result, ResponseMetadata: metadata.getSchema() });
    answers.set(name, schema);
    return schema;
  };

  return {
    route: (request, body) => {
      const action = form(request, body).get('Action');
      const operation = action === null ? undefined : model.operations.get(action);
      return operation === undefined ? undefined : { operation, labels: new Map() };
    },
    streamedMember: () => undefined,
    readInput: async ({ operation }, request, body) => {
      const input = readQueryInput(operation.input, form(request, Buffer.isBuffer(body) ? body : undefined));
      if (operation.input.isStructSchema()) {
        checkInput(operation.input, input);
      }
      return Promise.resolve(input);
    },
    writeOutput: (operation, output, requestId) => ({
      status: 200,
      headers: contentType,
      body: encodeBody(codec, answerSchema(operation), {
        [`${operation.name}Result`]: output,
        ResponseMetadata: { RequestId: requestId },
      }),
    }),
    writeError: (thrown, _request, requestId) => {
      const { code, status } = errorIdentity(model, thrown);
      const Type = status < 500 ? 'Sender' : 'Receiver';
      const body = { Error: { Type, Code: code, Message: thrown.message }, RequestId: requestId };
      return { status, headers: contentType, body: encodeBody(codec, errorResponse, body) };
    },
  };
}

/** The form is in the body of a POST and in the query of a GET. */
function form(request: WireRequest, body: Buffer | undefined): URLSearchParams {
  return body === undefined || body.length === 0 ? request.query : new URLSearchParams(body.toString());
}
