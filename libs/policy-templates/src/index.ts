export { bootstrapPolicy } from './bootstrap-policy';
export {
  PolicyTooLargeError,
  type FleetPlace,
  type PolicyDocument,
  type PolicyMode,
  type PolicyStatement,
} from './policy-document';
export { ReachesOtherDevicesError, refuseReachingOthers, type DeviceStatement } from './device-statement';
export { productionPolicy } from './production-policy';
export { thisThing } from './this-thing';
export {
  provisioningTemplate,
  rotationTemplate,
  type OwnAttributes,
  type ProvisioningTemplateBody,
} from './provisioning-template';
