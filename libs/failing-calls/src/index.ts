export { FailedCallError, FailingCalls, everyFailure, type Failure } from './failing-calls';
