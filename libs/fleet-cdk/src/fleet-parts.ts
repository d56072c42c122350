import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FleetConfig, FleetNames } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { Construct } from 'constructs';
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
import type { FleetProvisioningProps } from './fleet-provisioning-props';
import { ownHookOf } from './own-hook-time';
import { shippedBundles } from './shipped-bundles';
import { FleetAlarms } from './watching/fleet-alarms';
import { FleetDashboard } from './watching/fleet-dashboard';

export interface FleetPartsProps {
  readonly props: FleetProvisioningProps;
  readonly config: FleetConfig;
  readonly names: FleetNames;
}

/** Of the claim resource: devices trust the roots of Amazon. */
const amazonRootCa = '';

/** What a fleet is made of. Each part is a child of the fleet, under an id that is a contract: another one replaces it. */
export class FleetParts {
  readonly devices: DevicesTable;
  readonly rules: ProofRules;
  readonly bucket: Bucket;
  readonly claims: Claims;
  /** Absent where the fleet has no alarms. */
  readonly alarmTopic: ITopic | undefined;
  private readonly hooks: FleetHooks;

  constructor(
    private readonly fleet: Construct,
    private readonly given: FleetPartsProps,
  ) {
    const { props, config, names } = given;
    const { encryptionKey, deviceStatements: statements = [], bundles = shippedBundles() } = props;
    this.devices = new DevicesTable(fleet, 'Devices', {
      tableName: names.devicesTable,
      ...defined({ encryptionKey, removalPolicy: props.tableRemovalPolicy }),
    });
    const { table } = this.devices;
    const policies = new DevicePolicies(fleet, 'Policies', { names, config, statements });
    this.hooks = new FleetHooks(fleet, 'Hooks', {
      config,
      names,
      table,
      ownHook: ownHookOf(props),
      bundle: bundles.hookLambda,
    });
    const provisioning = new Provisioning(fleet, 'Provisioning', {
      config,
      names,
      policies,
      provisionHook: this.hooks.provision.function,
      rotationHook: this.hooks.rotation.function,
    });
    const { claimLambda: bundle, agent } = bundles;
    const oldVersions = new OldVersions(fleet, 'OldVersions', { names, policies, provisioning, bundle });
    this.rules = new ProofRules(fleet, 'Proof', {
      names,
      proofHandler: this.hooks.proof,
      presence: config.presenceRule,
    });
    const rotation = this.rotation(bundles.rotationLambda);
    const bundleBucket = new BundleBucket(fleet, 'Bundles', { encryptionKey });
    this.bucket = bundleBucket.bucket;
    this.claims = new Claims(fleet, 'Claims', {
      config,
      names,
      bucket: this.bucket,
      table,
      policies,
      bundle,
      agent,
      rootCa: props.rootCa ?? amazonRootCa,
    });
    const alarms = this.alarms();
    this.alarmTopic = alarms[0]?.topic;
    const watching = [...alarms, ...this.dashboard(alarms)];
    const stillNeeded = [policies, provisioning, oldVersions, this.rules, this.hooks, ...rotation];
    this.claims.guard(...stillNeeded, bundleBucket, ...watching);
  }

  private alarms(): readonly FleetAlarms[] {
    const { config, names, props } = this.given;
    const watched = { config, names, failures: this.rules.failures, ...defined({ topic: props.alarmTopic }) };
    return config.alarms ? [new FleetAlarms(this.fleet, 'Alarms', watched)] : [];
  }

  private dashboard(alarms: readonly FleetAlarms[]): readonly FleetDashboard[] {
    const { config, names } = this.given;
    const shown = { names, failures: this.rules.failures, alarms: alarms.flatMap((each) => each.alarms) };
    return config.dashboard ? [new FleetDashboard(this.fleet, 'Dashboard', shown)] : [];
  }

  /** The monitor, the fleet index that it asks, on before it is called for the first time, and who warns beside it. */
  private rotation(bundle: string): Construct[] {
    const { fleet, devices, hooks } = this;
    const { config, names } = this.given;
    const { failures } = this.rules;
    const indexing = FleetIndexing.inStackOf(fleet, { names, bundle });
    const arrivals = new Arrivals(fleet, 'Arrivals', {
      config,
      names,
      bundle,
      devices: devices.table,
      proofHandler: hooks.proof,
      failures,
    });
    const monitor = new RotationMonitor(fleet, 'Rotation', {
      config,
      names,
      devices,
      arrivals,
      bundle,
      failures,
    });
    monitor.daily.node.addDependency(indexing);
    return [indexing, monitor, arrivals];
  }
}
