export { DuplicateFleetError, FleetProvisioning } from './fleet-provisioning';
export type { BundlePaths, FleetProvisioningProps } from './fleet-provisioning-props';
export { HookTimeoutError } from './own-hook-time';
export { InvalidFleetConfigError } from '@fleet/fleet-contract';
export type {
  AlarmThresholds,
  DeviceParameter,
  FleetConfig,
  FleetNames,
  FleetSettings,
  VoucherKey,
} from '@fleet/fleet-contract';
export {
  PolicyTooLargeError,
  ReachesOtherDevicesError,
  thisThing,
  type DeviceStatement,
} from '@fleet/policy-templates';
