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
  /** The address of the client; absent where the connection is gone already. */
  readonly sourceIp?: string | undefined;
  /** What the client calls itself. */
  readonly userAgent?: string | undefined;
  /** Aborts when the client is gone before it has its answer, so that the handler can stop. */
  readonly disconnected: AbortSignal;
}
