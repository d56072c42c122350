import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { Stats, type Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PermissionsBoundary, type Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  ageMetrics,
  fleetMetrics,
  fleetNames,
  modelsPrefix,
  type FleetConfig,
  type FleetNames,
} from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { Construct } from 'constructs';
import { configOf } from './fleet-settings';
import { FleetParts } from './fleet-parts';
import type { FleetProvisioningProps } from './fleet-provisioning-props';
import { hostFunctions } from './constructs/function-hosting';
import { fleetMetric } from './watching/fleet-metric';

/** Two fleets of a stack have the same resource tag, and so the same names. */
export class DuplicateFleetError extends Error {
  override readonly name = 'DuplicateFleetError';
  constructor(resourceTag: string, other: Construct) {
    super(
      `The fleet ${other.node.path} has the resourceTag ${JSON.stringify(resourceTag)} already, from which all names ` +
        'are made. Give each fleet its own.',
    );
  }
}

/**
 * A fleet of devices that provision themselves with a claim certificate and rotate their certificates: everything that it
 * needs in its account. A stack may have several, and an account too; what belongs to the account, such as the fleet
 * index, they share.
 */
export class FleetProvisioning extends Construct {
  /** The settings with all defaults filled in. */
  readonly config: FleetConfig;
  /** What the fleet's resources are called. */
  readonly names: FleetNames;
  /** Where devices connect, with the port. */
  readonly endpoint: string;
  /** The claims that the last deploy has left as they are, in words, or `none`. */
  readonly claimsNotInForce: string;
  /** Of the client bundles: `models/<model>/client.zip`. They contain the keys of the claims. */
  readonly bucket: Bucket;
  /** The name of `bucket`. */
  readonly bucketName: string;
  /** One item a device, one a claim. */
  readonly devicesTable: Table;
  /** Where everything ends that the fleet's functions were asked in vain; empty in a fleet that is well. */
  readonly failuresQueue: IQueue;
  /** Where the fleet's alarms ring; absent where it has none. */
  readonly alarmTopic?: ITopic;

  /**
   * @param props what the fleet is like; `models` alone has to be given
   * @throws InvalidFleetConfigError, DuplicateFleetError, PolicyTooLargeError, ReachesOtherDevicesError, HookTimeoutError
   */
  constructor(scope: Construct, id: string, props: FleetProvisioningProps) {
    super(scope, id);
    this.config = configOf(props);
    this.names = fleetNames(this.config.resourceTag);
    this.refuseAnother();
    const { logRetention = RetentionDays.THREE_MONTHS, vpc, vpcSubnets, securityGroups } = props;
    hostFunctions(this, { logRetention, ...defined({ vpc, vpcSubnets, securityGroups }) });
    Tags.of(this).add('fleet', this.names.resourceTag);
    if (props.permissionsBoundary !== undefined) {
      PermissionsBoundary.of(this).apply(props.permissionsBoundary);
    }
    const { claims, bucket, devices, rules, alarmTopic } = new FleetParts(this, {
      props,
      config: this.config,
      names: this.names,
    });
    this.endpoint = claims.endpoint;
    this.claimsNotInForce = claims.notInForce;
    this.bucket = bucket;
    this.bucketName = bucket.bucketName;
    this.devicesTable = devices.table;
    this.failuresQueue = rules.failures;
    if (alarmTopic !== undefined) {
      this.alarmTopic = alarmTopic;
    }
  }

  private refuseAnother(): void {
    const { resourceTag } = this.names;
    const other = Stack.of(this)
      .node.findAll()
      .find(
        (each) =>
          each instanceof FleetProvisioning && each !== this && each.names.resourceTag === resourceTag,
      );
    if (other instanceof FleetProvisioning) {
      throw new DuplicateFleetError(resourceTag, other);
    }
  }

  /** Lets somebody read what is on record of the devices. */
  grantReadDevices(grantee: IGrantable): Grant {
    return this.devicesTable.grantReadData(grantee);
  }

  /** Lets somebody say which devices may provision: allow, permit and block them, as `fleet-cli` does. */
  grantProvisioningDecisions(grantee: IGrantable): Grant {
    return this.devicesTable.grant(grantee, 'dynamodb:GetItem', 'dynamodb:PutItem');
  }

  /** Lets somebody download the client bundles, a factory for example. They contain the keys of the claims. */
  grantReadBundles(grantee: IGrantable): Grant {
    return this.bucket.grantRead(grantee, `${modelsPrefix}*`);
  }

  /** The sum over a period; the options say otherwise. */
  private metric(
    name: string,
    options: MetricOptions = {},
    dimensions: Readonly<Record<string, string>> = {},
  ): Metric {
    const taken = { statistic: Stats.SUM, period: Duration.minutes(5), dimensions };
    return fleetMetric(this.names, name, taken).with(options);
  }

  /** Of what a sweep finds once a day: its workers each count a part of it. */
  private daily(name: string, options: MetricOptions = {}): Metric {
    const statistic = this.config.sweepWorkers === undefined ? Stats.MAXIMUM : Stats.SUM;
    return fleetMetric(this.names, name, { statistic, period: Duration.days(1) }).with(options);
  }

  /** Devices that have proven their first certificate. */
  metricProvisioned(options?: MetricOptions): Metric {
    return this.metric(fleetMetrics.joined, options);
  }

  /** Requests over the claim of a model that were refused. */
  metricRefusals(model: string, options?: MetricOptions): Metric {
    return this.metric(fleetMetrics.refusals, options, { model });
  }

  /** Certificates that have taken the place of another. */
  metricRotated(options?: MetricOptions): Metric {
    return this.metric(fleetMetrics.rotated, options);
  }

  /** Certificates whose rotation is due and that have not ended yet, as each sweep finds them. */
  metricDue(options?: MetricOptions): Metric {
    return this.daily(ageMetrics.due, options);
  }

  /** Devices that a sweep has warned. */
  metricWarned(options?: MetricOptions): Metric {
    return this.metric(fleetMetrics.warned, options);
  }

  /** Certificates that a sweep has made inactive, as their devices did not rotate. */
  metricDeactivated(options?: MetricOptions): Metric {
    return this.metric(fleetMetrics.deactivated, options);
  }

  /** Devices that are due and were not there to be warned, as each sweep finds them. */
  metricUnreachable(options?: MetricOptions): Metric {
    return this.daily(fleetMetrics.unreachable, options);
  }

  /** Devices of the fleet, as each sweep counts them. */
  metricFleetSize(options?: MetricOptions): Metric {
    return this.daily(fleetMetrics.fleetSize, options);
  }

  /** Sweeps that came to their end: one a day. */
  metricSweepsDone(options?: MetricOptions): Metric {
    return this.metric(fleetMetrics.sweepsDone, options);
  }
}
