import { AwsError } from './aws-error';
import type { ServerProtocol, WireRequest } from './protocol/protocol';
import { rpcCbor, speaksCbor } from './protocol/rpc-cbor';
import { serverProtocol } from './protocol/server-protocol';
import { acceptedMembers } from './schema/accepted-input';
import type { MemberTree } from './schema/accepted-input';
import { readServiceModel } from './schema/service-model';
import type { ServiceModel } from './schema/service-model';
import type { AwsService } from './service';
import { AccessDeniedError, MissingMemberError, UnsupportedMemberError } from './wire-errors';

/** A service with its model read and its protocol known. */
export interface ServedService {
  readonly service: AwsService;
  readonly model: ServiceModel;
  /** What its clients of the SDK speak. */
  readonly ownProtocol: ServerProtocol;
  readonly cbor: ServerProtocol | undefined;
  /** What each operation accepts of its input. */
  readonly accepted: ReadonlyMap<string, MemberTree>;
}

/** Services by scope, each read from its SDK module upon its first request and kept. */
export class ServiceDirectory {
  private readonly services: ReadonlyMap<string, AwsService>;
  private readonly served = new Map<AwsService, Promise<ServedService>>();

  /** @throws TypeError when two services have the same scope */
  constructor(services: readonly AwsService[]) {
    const scopes = services.flatMap((service) =>
      [service.scope, ...service.otherScopes].map((scope) => [scope, service] as const),
    );
    this.services = new Map(scopes);
    if (this.services.size !== scopes.length) {
      throw new TypeError('two services have the same scope');
    }
  }

  /** @throws AwsError when this cloud has no such service */
  async find(scope: string): Promise<ServedService> {
    const service = this.services.get(scope);
    if (service === undefined) {
      throw new AwsError('NotImplementedException', `this emulated cloud has no service '${scope}'`, {
        status: 501,
      });
    }
    const known = this.served.get(service) ?? serve(service);
    this.served.set(service, known);
    return known;
  }
}

async function serve(service: AwsService): Promise<ServedService> {
  const model = readServiceModel(await service.loadSdk());
  const accepted = new Map(service.operations.map((name) => [name, acceptedMembers(service.accepts, name)]));
  const cbor = model.protocol.kind.startsWith('awsJson') ? rpcCbor(model) : undefined;
  return { service, model, ownProtocol: serverProtocol(model), cbor, accepted };
}

/** What the client of a request speaks. Services with AWS JSON understand CBOR as well. */
export function protocolOf({ ownProtocol, cbor }: ServedService, request: WireRequest): ServerProtocol {
  return cbor !== undefined && speaksCbor(request) ? cbor : ownProtocol;
}

/** The names that services give to a request without a required member, in the order of preference. */
const missingMemberCodes = [
  'InvalidRequestException',
  'ValidationException',
  'InvalidParameterValueException',
];

/** The same for a member that is not supported. S3 has `NotImplemented` for it. */
const unsupportedMemberCodes = [
  ...missingMemberCodes,
  'InvalidParameterException',
  'UnsupportedOperationException',
  'UnsupportedOperation',
];

/** An error with the code that this service has for what the wire itself found wrong. */
export function asServiceError(served: ServedService, error: AwsError): AwsError {
  const { model } = served;
  if (error instanceof AccessDeniedError) {
    return accessDenied(served, error);
  }
  if (error instanceof UnsupportedMemberError && model.protocol.kind === 'restXml') {
    return error;
  }
  const codes =
    error instanceof MissingMemberError
      ? missingMemberCodes
      : error instanceof UnsupportedMemberError
        ? unsupportedMemberCodes
        : undefined;
  if (codes === undefined) {
    return error;
  }
  const query = model.protocol.kind === 'awsQuery';
  const code = query ? 'ValidationError' : codes.find((candidate) => model.errors.has(candidate));
  return new AwsError(code ?? 'ValidationException', error.message, { status: 400, cause: error });
}

/**
 * Documented: the Query protocol and S3 say `AccessDenied`, the JSON protocols `AccessDeniedException`, AWS JSON with
 * status 400 (the services' "Common errors"). Reported: SQS has kept the code of its Query protocol
 * (aws/serverless-application-model#3633).
 */
function accessDenied({ model, service }: ServedService, error: AccessDeniedError): AwsError {
  const { kind } = model.protocol;
  if (kind === 'awsQuery' || kind === 'restXml' || service.scope === 'sqs') {
    return error;
  }
  const status = kind === 'restJson1' ? 403 : 400;
  return new AwsError('AccessDeniedException', error.message, { status, cause: error });
}
