export { presenceFollower } from './indexing/presence-follower';
export { openIotCore } from './iot-core';
export type { IotCore } from './iot-core';
export { iotService } from './iot-service';
export type { HookInvoker } from './provisioning/hook-invoker';
export type { BulkThing } from './registry/bulk-registration';
export { iotResourceTypes } from './resource-types';
