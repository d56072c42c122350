import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import { clientProtocol } from './client-protocol';
import type { ClientProtocol } from './client-protocol';

/** One operation as the SDK's schemas define it. */
export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Method, URI pattern and status, of protocols that bind operations to them. */
  readonly http: HttpTrait | undefined;
}

export interface HttpTrait {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

/** One error as the SDK's schemas define it. */
export interface ErrorModel {
  /** The code on the wire, which in the Query protocol may differ from the shape's name. */
  readonly code: string;
  /** The code in the Query protocol, where the error has one for it. */
  readonly queryCode: string | undefined;
  readonly status: number;
  readonly schema: NormalizedSchema;
}

/** Everything the wire needs to know of a service. */
export interface ServiceModel {
  readonly protocol: ClientProtocol;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By the shape's name and by the code on the wire. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

/** Reads a service's model off the client module that the SDK has for it. */
export function readServiceModel(sdk: object): ServiceModel {
  const shapes: unknown[] = Object.values(sdk);
  const protocol = clientProtocol(sdk);
  const errors = new Map<string, ErrorModel>();
  for (const shape of shapes.filter(isErrorSchema)) {
    const error = errorModel(shape, protocol.kind === 'awsQuery');
    errors.set(shape[2], error);
    errors.set(error.code, error);
  }
  const operations = shapes.filter(isOperationSchema).map(operationModel);
  return {
    protocol,
    errors,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
  };
}

function operationModel(schema: StaticOperationSchema): OperationModel {
  const [, , name, traits, input, output] = schema;
  const http = typeof traits === 'object' ? traits.http : undefined;
  return {
    name,
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    http: http === undefined ? undefined : { method: http[0], uri: http[1], status: http[2] },
  };
}

function errorModel(schema: StaticErrorSchema, query: boolean): ErrorModel {
  const { httpError, error, awsQueryError } = traitsOf(schema);
  const [queryCode, queryStatus] = isUnknownArray(awsQueryError) ? awsQueryError : [];
  const queryText = typeof queryCode === 'string' ? queryCode : undefined;
  const ownStatus = typeof httpError === 'number' ? httpError : error === 'server' ? 500 : 400;
  return {
    code: query ? (queryText ?? schema[2]) : schema[2],
    queryCode: queryText,
    status: query && typeof queryStatus === 'number' ? queryStatus : ownStatus,
    schema: NormalizedSchema.of(schema),
  };
}

function isUnknownArray(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function traitsOf(schema: StaticErrorSchema): Partial<Record<string, unknown>> {
  return typeof schema[3] === 'object' ? schema[3] : {};
}

function isOperationSchema(shape: unknown): shape is StaticOperationSchema {
  return Array.isArray(shape) && shape[0] === 9;
}

function isErrorSchema(shape: unknown): shape is StaticErrorSchema {
  return Array.isArray(shape) && shape[0] === -3;
}
