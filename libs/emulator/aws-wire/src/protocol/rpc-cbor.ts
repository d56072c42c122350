import { CborCodec } from '@smithy/core/cbor';
import { checkInput } from '../schema/check-input';
import type { ServiceModel } from '../schema/service-model';
import { checkCbor } from './check-cbor';
import { decodeBody, encodeBody } from './decoding';
import { errorIdentity } from './protocol';
import type { ServerProtocol, WireRequest } from './protocol';
import { NormalizedSchema } from '@smithy/core/schema';

/** The header by which a client says that it speaks it. */
const protocolHeader = { 'smithy-protocol': 'rpc-v2-cbor' };
const contentType = 'application/cbor';
/** The schema of what has none of its own. */
const documentSchema = 15;

export function speaksCbor({ headers }: WireRequest): boolean {
  return headers['smithy-protocol'] === protocolHeader['smithy-protocol'];
}

/**
 * Smithy RPC v2 CBOR: the operation is in the path, everything else in the body (Smithy 2.0, "Smithy RPC v2 CBOR
 * protocol"). The AWS CLI prefers it to AWS JSON where a service has both, as CloudWatch has.
 */
export function rpcCbor(model: ServiceModel): ServerProtocol {
  const codec = new CborCodec();
  const document = NormalizedSchema.of(documentSchema);
  return {
    route: ({ path }) => {
      const name = /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(path)?.[1];
      const operation = name === undefined ? undefined : model.operations.get(name);
      return operation === undefined ? undefined : { operation, labels: new Map() };
    },
    streamedMember: () => undefined,
    readInput: async ({ operation }, _request, body) => {
      if (!Buffer.isBuffer(body) || body.length === 0 || operation.input.isUnitSchema()) {
        return {};
      }
      checkCbor(body);
      const input = await decodeBody(codec, operation.input, body);
      checkInput(operation.input, input);
      return input;
    },
    writeOutput: (operation, output) => ({
      status: 200,
      headers: { ...protocolHeader, 'content-type': contentType },
      body: operation.output.isUnitSchema()
        ? encodeBody(codec, document, {})
        : encodeBody(codec, operation.output, output),
    }),
    writeError: (error) => {
      const { known, code, status } = errorIdentity(model, error);
      // Services that once spoke the Query protocol go on with its codes (Smithy 2.0, "awsQueryCompatible").
      const queryError = `${known?.queryCode ?? code};${status < 500 ? 'Sender' : 'Receiver'}`;
      const body = { __type: `${model.protocol.namespace}#${code}`, message: error.message };
      return {
        status,
        headers: { ...protocolHeader, 'content-type': contentType, 'x-amzn-query-error': queryError },
        body: encodeBody(codec, document, body),
      };
    },
  };
}
