import type { Readable } from 'node:stream';
import type { StreamingBlobPayloadOutputTypes } from '@smithy/types';
import type { AcceptedInput } from './schema/accepted-input';

/** What is known of a request beside its input. */
export interface RequestContext {
  readonly requestId: string;
  /** SigV4 credential scope, e.g. `iotdata`. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  /** Authority the client used, e.g. `127.0.0.1:4566`. */
  readonly host: string;
  /** Aborts when the client is gone before it has its answer, so that the handler can stop. */
  readonly disconnected: AbortSignal;
}

type CommandOf<SdkModule, Name extends string> = SdkModule[`${Name}Command` & keyof SdkModule];

type OperationName<SdkModule> = {
  [Key in keyof SdkModule]: Key extends `${infer Name}Command`
    ? SdkModule[Key] extends abstract new (...input: never[]) => { readonly input: object }
      ? Name
      : never
    : never;
}[keyof SdkModule];

/** Members that the service requires are there, at every depth: the wire refuses a request without them. */
export type Parsed<Input> = {
  [Key in keyof Input]: object extends Pick<Input, Key>
    ? ParsedValue<Input[Key]>
    : ParsedValue<Exclude<Input[Key], undefined>>;
};

type ParsedValue<Value> = Value extends string | number | bigint | boolean | Date | Uint8Array | undefined
  ? Value
  : Value extends readonly (infer Item)[]
    ? ParsedValue<Item>[]
    : IsUnion<Value> extends true
      ? Value
      : Value extends object
        ? Parsed<Value>
        : Value;

/** Of the SDK's unions one member is there, and `$unknown` for what it does not know. A map has that key, too. */
type IsUnion<Value> = string extends keyof Value ? false : '$unknown' extends keyof Value ? true : false;

/** The SDK takes a blob in many shapes (a streamed one as Blob, too); on the wire it has one. */
type ParsedMember<Member> = [Blob] extends [Member]
  ? Readable | Extract<Member, undefined>
  : [ArrayBuffer] extends [Member]
    ? Uint8Array | Extract<Member, undefined>
    : ParsedValue<Member>;

type ParsedInput<Input> = {
  [Key in keyof Input]: object extends Pick<Input, Key>
    ? ParsedMember<Input[Key]>
    : Exclude<ParsedMember<Input[Key]>, undefined>;
};

type InputOf<Command> = Command extends abstract new (...input: never[]) => { readonly input: infer Input }
  ? ParsedInput<Input>
  : never;

type OutputOf<Command> = Command extends abstract new (...input: never[]) => {
  resolveMiddleware: (...args: never[]) => (...args: never[]) => Promise<{ output: infer Output }>;
}
  ? Output
  : never;

/** Blobs of an output may be plain bytes; a streamed one also a stream. */
type ServedMember<Member> =
  NonNullable<Member> extends StreamingBlobPayloadOutputTypes
    ? Readable | Uint8Array | Extract<Member, undefined>
    : NonNullable<Member> extends Uint8Array
      ? Uint8Array | Extract<Member, undefined>
      : Member;

type Served<Output> = { [Key in keyof Omit<Output, '$metadata'>]: ServedMember<Output[Key & keyof Output]> };

/**
 * What a service answers, by operation: for each `XxxCommand` of the SDK's client module, `Xxx`. The input is
 * parsed by the service's own schema: timestamps are `Date`, blobs `Uint8Array`, a streamed blob is a
 * `Readable`. To fail, throw an `AwsError`.
 */
export type ServiceHandlers<SdkModule> = {
  readonly [Name in OperationName<SdkModule>]?: (
    input: InputOf<CommandOf<SdkModule, Name>>,
    context: RequestContext,
  ) => Served<OutputOf<CommandOf<SdkModule, Name>>> | Promise<Served<OutputOf<CommandOf<SdkModule, Name>>>>;
};

/** A handler seen from the wire: input and output are held to the schemas there. */
export type AnyHandler = (input: object, context: RequestContext) => unknown;

/** One AWS service, ready to be served by `createAwsListener`. */
export interface AwsService {
  /** SigV4 credential scope that clients of the service sign with: `iot`, `iotdata`, `s3`, `sts`... */
  readonly scope: string;
  /** Loads the SDK's client module of the service; its schemas are read from it upon the first request. */
  readonly loadSdk: () => Promise<object>;
  /** The operations that are answered. */
  readonly operations: readonly string[];
  /** The members of their inputs that are not refused. */
  readonly accepts: AcceptedInput;
  /** The function that answers an operation, if there is one. */
  readonly handler: (operation: string) => AnyHandler | undefined;
}

/**
 * Makes a service of an SDK client module and a handler for each operation that is served.
 * @param options.scope SigV4 credential scope of the service
 * @param options.sdk the client module, or what imports it (`() => import('@aws-sdk/client-iot')`), which then
 *   costs memory and time only once the service is asked for something
 * @param options.check what all operations have in common: throws an `AwsError` before a handler is called
 * @param options.accepts what the handlers do with their input; a request with anything else is refused
 */
export function defineService<SdkModule extends object>(options: {
  scope: string;
  sdk: SdkModule | (() => Promise<SdkModule>);
  accepts: AcceptedInput;
  check?: (input: object, context: RequestContext) => void;
  handlers: ServiceHandlers<SdkModule>;
}): AwsService {
  const { scope, sdk, accepts, check } = options;
  const handlers = new Map<string, unknown>(Object.entries(options.handlers));
  return {
    scope,
    accepts,
    operations: [...handlers.keys()],
    loadSdk: async () => (isLoader(sdk) ? sdk() : sdk),
    handler: (operation) => {
      const handler = handlers.get(operation);
      if (!isHandler(handler)) {
        return undefined;
      }
      return (input, context) => {
        check?.(input, context);
        return handler(input, context);
      };
    },
  };
}

function isLoader<SdkModule extends object>(
  sdk: SdkModule | (() => Promise<SdkModule>),
): sdk is () => Promise<SdkModule> {
  return typeof sdk === 'function';
}

/** `ServiceHandlers` has checked the type that a heterogeneous map cannot keep. */
function isHandler(handler: unknown): handler is AnyHandler {
  return typeof handler === 'function';
}
