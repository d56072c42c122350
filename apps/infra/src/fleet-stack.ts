import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { fleetNames, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import type { Construct } from 'constructs';
import { Arrivals } from './constructs/arrivals';
import { BundleBucket } from './constructs/bundle-bucket';
import { Claims } from './constructs/claims';
import { claimsNotInForce } from './claims-output';
import { DevicePolicies } from './constructs/device-policies';
import { DevicesTable } from './constructs/devices-table';
import { FleetHooks } from './constructs/fleet-hooks';
import { FleetIndexing } from './constructs/fleet-indexing';
import { OldVersions } from './constructs/old-versions';
import { ProofRules } from './constructs/proof-rules';
import { Provisioning } from './constructs/provisioning';
import { RotationMonitor } from './constructs/rotation-monitor';

/** Where the bundles lie that the stack ships. */
export interface BundlePaths {
  hookLambda: string;
  claimLambda: string;
  rotationLambda: string;
  /** One file. */
  agent: string;
}

export interface FleetStackProps extends StackProps {
  config: FleetConfig;
  /** PEM of the root CA that devices trust, where those of Amazon are not meant. */
  rootCa?: string;
  bundles: BundlePaths;
}

/** Everything a fleet needs in its account. */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, props: FleetStackProps) {
    super(scope, id, {
      description: 'Fleet provisioning by claim with certificate rotation',
      // While devices live off it, a mistyped destroy ends here. Decommissioning lifts it.
      terminationProtection: true,
      ...props,
    });
    const { config, bundles } = props;
    const names = fleetNames(config.resourceTag);
    const rootCa = rootCaOf(this, props.rootCa);
    const devices = new DevicesTable(this, 'Devices', { tableName: names.devicesTable });
    const { table } = devices;
    const policies = new DevicePolicies(this, 'Policies', { names, mode: config.policyMode });
    const hooks = new FleetHooks(this, 'Hooks', { config, names, table, bundle: bundles.hookLambda });
    const provisioning = new Provisioning(this, 'Provisioning', {
      config,
      names,
      policies,
      provisionHook: hooks.provision.function,
      rotationHook: hooks.rotation.function,
    });
    const bundle = bundles.claimLambda;
    const oldVersions = new OldVersions(this, 'OldVersions', { names, policies, provisioning, bundle });
    const rules = new ProofRules(this, 'Proof', {
      names,
      proofHandler: hooks.proof,
      presence: config.presenceRule,
    });
    const rotation = this.rotation(props, names, { devices, rules, hooks });
    const bundleBucket = new BundleBucket(this, 'Bundles');
    const { bucket } = bundleBucket;
    const claims = new Claims(this, 'Claims', {
      config,
      names,
      bucket,
      table,
      policies,
      bundle,
      agent: bundles.agent,
      rootCa,
    });
    claims.guard(policies, provisioning, oldVersions, rules, hooks, ...rotation, bundleBucket);
    this.outputs(names, claims, bucket.bucketName);
  }

  /** The monitor, the fleet index that it asks, on before it is called for the first time, and who warns beside it. */
  private rotation(
    { config, bundles: { rotationLambda: bundle } }: FleetStackProps,
    names: FleetNames,
    { devices, rules, hooks }: { devices: DevicesTable; rules: ProofRules; hooks: FleetHooks },
  ): Construct[] {
    const indexing = new FleetIndexing(this, 'FleetIndexing', { names, bundle });
    const monitor = new RotationMonitor(this, 'Rotation', {
      config,
      names,
      devices,
      bundle,
      failures: rules.failures,
    });
    monitor.daily.node.addDependency(indexing);
    if (!config.presenceRule) {
      return [indexing, monitor];
    }
    const arrivals = new Arrivals(this, 'Arrivals', {
      config,
      names,
      bundle,
      devices: devices.table,
      proofHandler: hooks.proof,
      failures: rules.failures,
    });
    return [indexing, monitor, arrivals];
  }

  private outputs(names: FleetNames, { endpoint, notInForce }: Claims, bucketName: string): void {
    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    output('BucketName', bucketName, 'Bucket of the client bundles: models/<model>/client.zip');
    output('Endpoint', endpoint, 'Where devices connect');
    output(claimsNotInForce, notInForce, 'Claims that the last deploy has left as they are, or none');
    output('ProvisioningTemplate', names.provisioningTemplate, 'Template that claim certificates use');
    output('RotationTemplate', names.rotationTemplate, 'Template that devices rotate with');
  }
}

/** Of the claim resource: devices trust the roots of Amazon. */
const amazonRootCa = '';

/**
 * The root CA of the configuration, unless the deployment names another. No default of the parameter: the cdk CLI
 * deploys a stack that exists with its parameters' previous values, so that a changed default would never arrive.
 */
function rootCaOf(stack: FleetStack, configured: string | undefined): string {
  const parameter = new CfnParameter(stack, 'RootCa', {
    type: 'String',
    default: '',
    description: 'PEM of the root CA that devices trust; if empty, the one of the configuration.',
  });
  const isEmpty = new CfnCondition(stack, 'RootCaAsConfigured', {
    expression: Fn.conditionEquals(parameter.valueAsString, ''),
  });
  return Fn.conditionIf(isEmpty.logicalId, configured ?? amazonRootCa, parameter.valueAsString).toString();
}
