/** What the runtime must know of a function to run it. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  /** Where the code is unpacked; below the runtime's `workDirectory`, so that the AWS SDK resolves. */
  readonly codeDirectory: string;
  /** `file.export`, as in the function's configuration. */
  readonly handler: string;
  /** Lambda's runtime identifier, for example `nodejs24.x`. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly roleArn: string;
  readonly logGroup: string;
  /** Changes with code and configuration: a warm process of another revision is not used again. */
  readonly revision: string;
  /** At most so many invocations at a time; 0 stops the function. */
  readonly reservedConcurrency?: number | undefined;
}

export interface InvocationRequest {
  readonly function: DeployedFunction;
  /** The event as JSON text. */
  readonly payload: string;
  readonly requestId: string;
  /** Decoded client context (JSON text), if the caller gave one. */
  readonly clientContext?: string | undefined;
}

export interface InvocationOutcome {
  /** The answer as JSON text; of a failed invocation, Lambda's error object. */
  readonly payload: string;
  /** Present when the function failed, as in the header `X-Amz-Function-Error`. */
  readonly functionError?: 'Unhandled' | undefined;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
  readonly durationMillis: number;
}

/** Temporary credentials of a function's execution role. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface LogEvent {
  /** Milliseconds since the epoch, by the cloud's clock. */
  readonly timestamp: number;
  readonly message: string;
}

/** Where the output of functions goes: CloudWatch Logs, in local-cloud. */
export interface FunctionLog {
  /** @param writer the function's role and name: by whose permissions */
  write(
    logGroup: string,
    logStream: string,
    events: readonly LogEvent[],
    writer: { readonly roleArn: string; readonly name: string },
  ): void;
}
