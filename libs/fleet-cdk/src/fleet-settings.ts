import { parseFleetConfig, type FleetConfig } from '@fleet/fleet-contract';
import type { FleetProvisioningProps } from './fleet-provisioning-props';

/**
 * The settings among the props, with all defaults filled in.
 * @throws InvalidFleetConfigError
 */
export function configOf(props: FleetProvisioningProps): FleetConfig {
  const {
    rootCa: _rootCa,
    deviceStatements: _deviceStatements,
    provisionHook: _provisionHook,
    provisionHookTimeout: _provisionHookTimeout,
    alarmTopic: _alarmTopic,
    tableRemovalPolicy: _tableRemovalPolicy,
    logRetention: _logRetention,
    encryptionKey: _encryptionKey,
    permissionsBoundary: _permissionsBoundary,
    vpc: _vpc,
    vpcSubnets: _vpcSubnets,
    securityGroups: _securityGroups,
    bundles: _bundles,
    ...settings
  } = props;
  return parseFleetConfig(settings);
}
