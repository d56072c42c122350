import { Aws } from 'aws-cdk-lib';
import { CfnPolicy, CfnThingGroup } from 'aws-cdk-lib/aws-iot';
import { serialRules, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import {
  bootstrapPolicy,
  productionPolicy,
  refuseReachingOthers,
  type DeviceStatement,
} from '@fleet/policy-templates';
import { Construct } from 'constructs';

export interface DevicePoliciesProps {
  names: FleetNames;
  config: FleetConfig;
  /** Of the fleet's own, for the production policy. */
  statements: readonly DeviceStatement[];
}

/** What a claim certificate and what a device's own certificate may do, and the group that every device joins. */
export class DevicePolicies extends Construct {
  readonly bootstrap: CfnPolicy;
  readonly production: CfnPolicy;
  readonly group: CfnThingGroup;

  constructor(scope: Construct, id: string, { names, config, statements }: DevicePoliciesProps) {
    super(scope, id);
    const { policyMode: mode } = config;
    refuseReachingOthers(statements, serialRules(config));
    const place = { partition: Aws.PARTITION, region: Aws.REGION, accountId: Aws.ACCOUNT_ID, names };
    this.bootstrap = new CfnPolicy(this, 'Bootstrap', {
      policyName: names.bootstrapPolicy,
      policyDocument: bootstrapPolicy(place, mode),
    });
    this.production = new CfnPolicy(this, 'Production', {
      policyName: names.productionPolicy,
      policyDocument: productionPolicy(place, mode, statements),
    });
    statements.forEach(({ reasonToReachOthers: reason }, index) => {
      if (reason !== undefined) {
        this.production.addMetadata(`ReachesOtherDevices${index}`, reason);
      }
    });
    this.group = new CfnThingGroup(this, 'Group', {
      thingGroupName: names.thingGroup,
      thingGroupProperties: {
        thingGroupDescription: 'Every device of this fleet; fleet queries look nowhere else.',
      },
    });
  }
}
