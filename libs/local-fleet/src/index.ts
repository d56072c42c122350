export { startAgent } from './agent-process';
export { ConsoleVisitor } from './console-visitor';
export { holdDailySweep, setDailySweep } from './daily-sweep';

export {
  downloadDeviceBundle,
  downloadModelBundle,
  sdkSettings,
  stackOutputs,
  type StackOutputs,
} from './fleet-bucket';
export { synthesiseFleet } from './fleet-assembly';
export {
  startLocalCloud,
  type CloudTime,
  type LocalCloudOptions,
  type LocalCloudProcess,
} from './local-cloud-process';
export { ManagedProcess, ProcessFailedError, type Command, type ProcessOptions } from './managed-process';
export { runOperator, type OperatorOptions } from './operator';
