import type { ServiceAuthorization } from './authorization/action-resources';
import { operationPermissions } from './authorization/operation-permissions';
import type { OperationPermissions } from './authorization/operation-permissions';
import type { ServiceHandlers } from './operation-types';
import type { RequestContext } from './request-context';
import type { AcceptedInput } from './schema/accepted-input';

/** A handler seen from the wire: input and output are held to the schemas there. */
export type AnyHandler = (input: object, context: RequestContext) => unknown;

/** One AWS service, ready to be served by `createAwsListener`. */
export interface AwsService {
  /** SigV4 credential scope that clients of the service sign with: `iot`, `iotdata`, `s3`, `sts`... */
  readonly scope: string;
  /** Other scopes that clients of the service sign with. */
  readonly otherScopes: readonly string[];
  /** Loads the SDK's client module of the service; its schemas are read from it upon the first request. */
  readonly loadSdk: () => Promise<object>;
  /** The operations that are answered. */
  readonly operations: readonly string[];
  /** The members of their inputs that are not refused. */
  readonly accepts: AcceptedInput;
  /** What IAM has to allow; without it, sessions of roles may do nothing. */
  readonly authorization: ServiceAuthorization | undefined;
  readonly permissions: OperationPermissions;
  /** The function that answers an operation, if there is one. */
  readonly handler: (operation: string) => AnyHandler | undefined;
}

/**
 * Makes a service of an SDK client module and a handler for each operation that is served.
 * @param options.scope SigV4 credential scope of the service
 * @param options.otherScopes what some of its clients sign with instead
 * @param options.sdk the client module, or what imports it (`() => import('@aws-sdk/client-iot')`), which then
 *   costs memory and time only once the service is asked for something
 * @param options.check what all operations have in common: throws an `AwsError` before a handler is called
 * @param options.authorization what IAM has to allow for each operation; nobody but the account's own user may call a
 *   service without it
 * @param options.accepts what the handlers do with their input; a request with anything else is refused
 */
export function defineService<SdkModule extends object>(options: {
  scope: string;
  otherScopes?: readonly string[];
  sdk: SdkModule | (() => Promise<SdkModule>);
  accepts: AcceptedInput;
  authorization?: ServiceAuthorization;
  check?: (input: object, context: RequestContext) => void;
  handlers: ServiceHandlers<SdkModule>;
}): AwsService {
  const { scope, otherScopes = [], sdk, accepts, authorization, check } = options;
  const handlers = new Map<string, unknown>(Object.entries(options.handlers));
  return {
    scope,
    otherScopes,
    accepts,
    authorization,
    permissions: authorization === undefined ? nobodyElse : operationPermissions(authorization),
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

/** An action that no policy names. */
const nobodyElse: OperationPermissions = (operation) => [
  { action: `undeclared:${operation}`, resource: '*', keys: {} },
];

function isLoader<SdkModule extends object>(
  sdk: SdkModule | (() => Promise<SdkModule>),
): sdk is () => Promise<SdkModule> {
  return typeof sdk === 'function';
}

/** `ServiceHandlers` has checked the type that a heterogeneous map cannot keep. */
function isHandler(handler: unknown): handler is AnyHandler {
  return typeof handler === 'function';
}
