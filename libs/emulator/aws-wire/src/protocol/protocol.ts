import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { AwsError } from '../aws-error';
import type { OperationModel, ServiceModel } from '../schema/service-model';

/** A request as far as a protocol looks at it. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** An answer, ready to be sent. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

/** The requested operation, and the parameters in its URI. */
export interface RoutedOperation {
  readonly operation: OperationModel;
  readonly labels: ReadonlyMap<string, string>;
}

/** How requests of one service are read and answered. */
export interface ServerProtocol {
  /** Whether the operation is known without the body, so that the body may be streamed to it. */
  route(request: WireRequest, body: Buffer | undefined): RoutedOperation | undefined;
  /** The streamed member of the input, if the operation has one. */
  streamedMember(operation: OperationModel): string | undefined;
  /** @throws AwsError when the request is not of the operation's form */
  readInput(routed: RoutedOperation, request: WireRequest, body: Buffer | Readable): Promise<object>;
  writeOutput(operation: OperationModel, output: object, requestId: string): WireResponse;
  writeError(error: AwsError, request: WireRequest, requestId: string): WireResponse;
}

/** The status an error is answered with, and its code as it stands on the wire. */
export function errorIdentity(model: ServiceModel, error: AwsError) {
  const known = model.errors.get(error.code) ?? model.errors.get(`${error.code}Exception`);
  return { known, code: known?.code ?? error.code, status: error.status ?? known?.status ?? 400 };
}
