/** All processes are busy and the line is full, or the function's reserved concurrency is used up. */
export class TooManyInvocationsError extends Error {
  override readonly name = 'TooManyInvocationsError';

  constructor(
    readonly reason:
      'ConcurrentInvocationLimitExceeded' | 'ReservedFunctionConcurrentInvocationLimitExceeded',
    functionName: string,
  ) {
    super(`Rate Exceeded: ${functionName} was not invoked (${reason}). Try again later.`);
  }
}

/** The runtime was closed while, or before, the invocation ran. */
export class RuntimeClosedError extends Error {
  override readonly name = 'RuntimeClosedError';

  constructor(functionName: string) {
    super(`${functionName} was not invoked: the Lambda runtime is shutting down.`);
  }
}
