import type { ExecutionEnvironment } from './execution-environment';
import type { InvocationOutcome, InvocationRequest } from './function';
import type { ShapedError } from './guest-messages';

/** What an invocation comes to whose function could not be loaded. */
export function failedInitialisation(
  request: InvocationRequest,
  environment: ExecutionEnvironment,
  error: ShapedError,
): InvocationOutcome {
  const errorMessage = error.errorMessage.replace(': init ', `: ${request.requestId} `);
  return {
    payload: JSON.stringify({ ...error, errorMessage }),
    functionError: 'Unhandled',
    logTail: environment.logFailedInitialisation(request),
    durationMillis: 0,
  };
}
