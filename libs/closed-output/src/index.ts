export { isOutputClosed, outliveClosedOutput } from './closed-output';
