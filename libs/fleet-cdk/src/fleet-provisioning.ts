import { fleetNames, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Arrivals } from './constructs/arrivals';
import { BundleBucket } from './constructs/bundle-bucket';
import { Claims } from './constructs/claims';
import { DevicePolicies } from './constructs/device-policies';
import { DevicesTable } from './constructs/devices-table';
import { FleetHooks } from './constructs/fleet-hooks';
import { FleetIndexing } from './constructs/fleet-indexing';
import { OldVersions } from './constructs/old-versions';
import { ProofRules } from './constructs/proof-rules';
import { Provisioning } from './constructs/provisioning';
import { RotationMonitor } from './constructs/rotation-monitor';
import { FleetAlarms } from './watching/fleet-alarms';
import { FleetDashboard } from './watching/fleet-dashboard';

/** Where the bundles lie that the construct ships. */
export interface BundlePaths {
  readonly hookLambda: string;
  readonly claimLambda: string;
  readonly rotationLambda: string;
  /** One file. */
  readonly agent: string;
}

export interface FleetProvisioningProps {
  readonly config: FleetConfig;
  /** PEM of the root CA that devices trust; empty for the roots of Amazon. */
  readonly rootCa: string;
  readonly bundles: BundlePaths;
  /**
   * Where the fleet's alarms ring. Its policy, and that of its key, have to let CloudWatch publish.
   * @default - a topic of the fleet's own
   */
  readonly alarmTopic?: ITopic;
}

/** Everything a fleet needs in its account. */
export class FleetProvisioning extends Construct {
  /** What the fleet's resources are called. */
  readonly names: FleetNames;
  /** Where devices connect. */
  readonly endpoint: string;
  /** The claims that the last deploy has left as they are, in words, or none. */
  readonly claimsNotInForce: string;
  /** Of the bucket with the client bundles. */
  readonly bucketName: string;
  /** Where the fleet's alarms ring; absent where it has none. */
  readonly alarmTopic?: ITopic;

  constructor(scope: Construct, id: string, props: FleetProvisioningProps) {
    super(scope, id);
    const { config, bundles } = props;
    const names = fleetNames(config.resourceTag);
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
    const { agent } = bundles;
    const { rootCa } = props;
    const claims = new Claims(this, 'Claims', {
      config,
      names,
      bucket,
      table,
      policies,
      bundle,
      agent,
      rootCa,
    });
    const alarms = this.alarms(props, names, rules);
    const watching = [...alarms, ...this.dashboard(config, names, { rules, alarms })];
    claims.guard(policies, provisioning, oldVersions, rules, hooks, ...rotation, bundleBucket, ...watching);
    const [topic] = alarms.map((each) => each.topic);
    if (topic !== undefined) {
      this.alarmTopic = topic;
    }
    this.names = names;
    this.endpoint = claims.endpoint;
    this.claimsNotInForce = claims.notInForce;
    this.bucketName = bucket.bucketName;
  }

  private alarms(
    { config, alarmTopic }: FleetProvisioningProps,
    names: FleetNames,
    { failures }: ProofRules,
  ): readonly FleetAlarms[] {
    const props = { config, names, failures, ...defined({ topic: alarmTopic }) };
    return config.alarms ? [new FleetAlarms(this, 'Alarms', props)] : [];
  }

  private dashboard(
    config: FleetConfig,
    names: FleetNames,
    { rules: { failures }, alarms }: { rules: ProofRules; alarms: readonly FleetAlarms[] },
  ): readonly FleetDashboard[] {
    const props = { names, failures, alarms: alarms.flatMap((each) => each.alarms) };
    return config.dashboard ? [new FleetDashboard(this, 'Dashboard', props)] : [];
  }

  /** The monitor, the fleet index that it asks, on before it is called for the first time, and who warns beside it. */
  private rotation(
    { config, bundles: { rotationLambda: bundle } }: FleetProvisioningProps,
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
}
