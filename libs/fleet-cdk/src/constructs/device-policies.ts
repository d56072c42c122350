import { Aws } from 'aws-cdk-lib';
import { CfnPolicy, CfnThingGroup } from 'aws-cdk-lib/aws-iot';
import type { FleetNames } from '@fleet/fleet-contract';
import { bootstrapPolicy, productionPolicy, type PolicyMode } from '@fleet/policy-templates';
import { Construct } from 'constructs';

export interface DevicePoliciesProps {
  names: FleetNames;
  mode: PolicyMode;
}

/** What a claim certificate and what a device's own certificate may do, and the group that every device joins. */
export class DevicePolicies extends Construct {
  readonly bootstrap: CfnPolicy;
  readonly production: CfnPolicy;
  readonly group: CfnThingGroup;

  constructor(scope: Construct, id: string, { names, mode }: DevicePoliciesProps) {
    super(scope, id);
    const place = { partition: Aws.PARTITION, region: Aws.REGION, accountId: Aws.ACCOUNT_ID, names };
    this.bootstrap = new CfnPolicy(this, 'Bootstrap', {
      policyName: names.bootstrapPolicy,
      policyDocument: bootstrapPolicy(place, mode),
    });
    this.production = new CfnPolicy(this, 'Production', {
      policyName: names.productionPolicy,
      policyDocument: productionPolicy(place, mode),
    });
    this.group = new CfnThingGroup(this, 'Group', {
      thingGroupName: names.thingGroup,
      thingGroupProperties: {
        thingGroupDescription: 'Every device of this fleet; fleet queries look nowhere else.',
      },
    });
  }
}
