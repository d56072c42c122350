export type {
  DeployedFunction,
  FunctionCredentials,
  FunctionLog,
  InvocationOutcome,
  InvocationRequest,
  LogEvent,
} from './function';
export { RuntimeClosedError, TooManyInvocationsError } from './errors';
export { faultyRuntime, functionFaultPoints } from './faulty-runtime';
export { createLambdaRuntime } from './runtime';
export type { LambdaRuntime, LambdaRuntimeOptions } from './runtime';
