export { FleetProvisioning, type BundlePaths, type FleetProvisioningProps } from './fleet-provisioning';
