import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '@fleet/emulator-clock';
import { noFaults } from '@fleet/faults';
import type { FaultPoints } from '@fleet/faults';
import { AwsError } from './aws-error';
import { authenticate } from './auth/authenticate';
import type { SigningKeyLookup } from './auth/authenticate';
import type { RequestAuthorizer } from './authorization/required-permission';
import { readAuthorization } from './auth/authorization';
import type { Authorization } from './auth/authorization';
import { callUnderFault, isCut } from './call-faults';
import { inflatedBody } from './body/inflated-body';
import { collectedPayload, streamedPayload } from './body/request-payload';
import type { WireRequest, WireResponse } from './protocol/protocol';
import { errorWithoutService } from './protocol/error-without-service';
import { sendResponse } from './send-response';
import { ServiceDirectory, asServiceError, protocolOf } from './served-service';
import type { ServedService } from './served-service';
import { unsupportedMembers } from './schema/accepted-input';
import type { OperationModel } from './schema/service-model';
import { splitOnce } from './split-once';
import type { RequestContext } from './request-context';
import type { AwsService } from './service';
import { throttlingError } from './throttling';
import { NotImplementedError, UnknownOperationError, UnsupportedMemberError } from './wire-errors';

/** A direct upload of a function's code may have 50 MB, which base64 makes a third larger. */
const largestCollectedBody = 70 * 1024 * 1024;

export interface AwsListenerOptions {
  readonly services: readonly AwsService[];
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** The secret of an access key, or undefined for one that does not exist. */
  readonly signingKey: SigningKeyLookup;
  /** Decides about every request before it is answered; without it, everybody with a key may do everything. */
  readonly authorize?: RequestAuthorizer | undefined;
  /** Whether requests with access keys that do not exist are answered too, as those of the account's user. */
  readonly anyCredentials?: boolean | undefined;
  /** Awaited before each answer: what it tells of is then stored for good. */
  readonly stored?: () => Promise<void>;
  /** Largest body, in bytes, of operations that do not stream it; 70 MiB unless given. */
  readonly maxBodyBytes?: number;
  /** Told of members that a service does nothing with. Given, their requests are answered; else, refused. */
  readonly onUnsupported?: ((member: UnsupportedMember) => void) | undefined;
  /** Told of each call before it is executed; says whether the rate of its operation allows it. */
  readonly admits?: ((service: string, operation: string) => boolean) | undefined;
  readonly faults?: FaultPoints | undefined;
  /** Called with every failure that is not an `AwsError`: a fault of the emulator, answered with status 500. */
  readonly onFault: (error: unknown, request: FaultyRequest) => void;
}

/** A member of a request that the service does nothing with. */
export interface UnsupportedMember {
  /** SigV4 credential scope. */
  readonly service: string;
  readonly operation: string;
  readonly member: string;
}

/** What is known of a request that a fault of the emulator ends: the less, the sooner it came. */
export interface FaultyRequest {
  readonly requestId: string;
  /** SigV4 credential scope. */
  readonly service?: string;
  readonly operation?: string;
}

/** A request on its way through the listener. */
interface Exchange {
  readonly message: IncomingMessage;
  readonly target: string;
  readonly request: WireRequest;
  readonly requestId: string;
  readonly disconnected: AbortSignal;
  /** For the log: filled in on the way. */
  readonly known: { -readonly [Member in keyof FaultyRequest]: FaultyRequest[Member] };
}

/** Serves the AWS services to every client that signs with a known key: the SDKs, the AWS CLI, the `cdk` CLI. */
export function createAwsListener(options: AwsListenerOptions): RequestListener {
  const directory = new ServiceDirectory(options.services);
  return (message, response) => {
    const exchange = readExchange(message, disconnection(message, response));
    answer(exchange, directory, options)
      .then(async (answered) => {
        await options.stored?.();
        return answered;
      })
      .then((answered) => send(answered, exchange, response, options))
      .catch((error: unknown) => {
        if (!isCut(error)) {
          options.onFault(error, exchange.known);
        }
        response.destroy();
      });
  };
}

/** Aborts as soon as the end of the client's connection is read: Node closes the response some time later. */
function disconnection({ socket }: IncomingMessage, response: ServerResponse): AbortSignal {
  const disconnected = new AbortController();
  const gone = (): void => disconnected.abort();
  socket.once('end', gone);
  response.once('close', () => {
    socket.off('end', gone);
    if (!response.writableFinished) {
      gone();
    }
  });
  return disconnected.signal;
}

function readExchange(message: IncomingMessage, disconnected: AbortSignal): Exchange {
  const target = message.url ?? '/';
  const [path, query] = splitOnce(target, '?');
  const { method = 'GET', headers } = message;
  const request = { method, path, query: new URLSearchParams(query), headers };
  const requestId = randomUUID();
  return { message, target, request, requestId, disconnected, known: { requestId } };
}

async function answer(
  exchange: Exchange,
  directory: ServiceDirectory,
  options: AwsListenerOptions,
): Promise<WireResponse> {
  let served: ServedService | undefined;
  try {
    const authorization = readAuthorization(exchange.message, exchange.request.query);
    exchange.known.service = authorization.scope;
    served = await directory.find(authorization.scope);
    return await serve(exchange, served, authorization, options);
  } catch (error) {
    if (isCut(error)) {
      throw error;
    }
    const failure = asAwsError(error, () => options.onFault(error, exchange.known));
    return served === undefined
      ? errorWithoutService(failure, exchange.request)
      : protocolOf(served, exchange.request).writeError(
          asServiceError(served, failure),
          exchange.request,
          exchange.requestId,
        );
  }
}

async function serve(
  exchange: Exchange,
  served: ServedService,
  authorization: Authorization,
  options: AwsListenerOptions,
): Promise<WireResponse> {
  const { request, message } = exchange;
  const { service } = served;
  const protocol = protocolOf(served, request);
  const early = served.model.protocol.kind.startsWith('rest')
    ? protocol.route(request, undefined)
    : undefined;
  const presigned = authorization.expiresSeconds !== undefined && authorization.scope === 's3';
  const payload =
    early !== undefined && protocol.streamedMember(early.operation) !== undefined
      ? streamedPayload(message, presigned)
      : await collectedPayload(message, { limit: options.maxBodyBytes ?? largestCollectedBody, presigned });
  authenticate({ ...exchange, payloadHash: payload.hash }, authorization, options);
  const body = Buffer.isBuffer(payload.body)
    ? await inflatedBody(message.headers, payload.body)
    : payload.body;
  const routed = early ?? protocol.route(request, Buffer.isBuffer(body) ? body : undefined);
  if (routed === undefined) {
    throw new UnknownOperationError(service.scope, `${request.method} ${request.path}`);
  }
  const { operation } = routed;
  exchange.known.operation = operation.name;
  const handler = service.handler(operation.name);
  if (handler === undefined) {
    throw new NotImplementedError(service.scope, operation.name);
  }
  const input = await protocol.readInput(routed, request, body);
  const context = contextOf(exchange, options, authorization, operation.name);
  options.authorize?.(context, () => service.permissions(operation.name, input, context));
  checkSupported(served, operation, input, options);
  if (options.admits?.(service.scope, operation.name) === false) {
    throw throttlingError(served.model);
  }
  const call = (): unknown => handler(input, context);
  const output = await callUnderFault(served, operation.name, { faults: options.faults ?? noFaults, call });
  return protocol.writeOutput(operation, isObject(output) ? output : {}, exchange.requestId);
}

/** @throws UnsupportedMemberError */
function checkSupported(
  { service: { scope: service }, accepted }: ServedService,
  { name: operation, input: schema }: OperationModel,
  input: object,
  { onUnsupported }: AwsListenerOptions,
): void {
  const members = unsupportedMembers(schema, input, accepted.get(operation));
  if (members.length > 0 && onUnsupported === undefined) {
    throw new UnsupportedMemberError(operation, members);
  }
  members.forEach((member) => onUnsupported?.({ service, operation, member }));
}

function contextOf(
  { requestId, disconnected, message }: Exchange,
  { region, accountId }: AwsListenerOptions,
  { scope, accessKeyId, host }: Authorization,
  operation: string,
): RequestContext {
  const { socket, headers } = message;
  const client = { sourceIp: socket.remoteAddress, userAgent: headers['user-agent'] };
  return {
    requestId,
    service: scope,
    operation,
    region,
    accountId,
    accessKeyId,
    host,
    ...client,
    disconnected,
  };
}

function asAwsError(error: unknown, onFault: () => void): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  onFault();
  return new AwsError('InternalFailure', 'the emulated cloud failed; look at its log', {
    status: 500,
    cause: error,
  });
}

function send(
  answered: WireResponse,
  { requestId, message }: Exchange,
  response: ServerResponse,
  { clock }: AwsListenerOptions,
): void {
  sendResponse(answered, message, response, {
    date: clock.now().toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
