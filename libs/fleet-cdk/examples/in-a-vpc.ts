import { App, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FleetProvisioning } from '@fleet/cdk';

// A fleet whose functions are in a VPC of yours, in subnets with a NAT gateway. Put your own ids in place of these.
const stack = new Stack(new App(), 'Tanks');

const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
});
const outbound = SecurityGroup.fromSecurityGroupId(stack, 'Outbound', 'sg-0a1b2c3d4e5f60718');

new FleetProvisioning(stack, 'Fleet', {
  resourceTag: 'tanks',
  models: ['tank-v1'],
  vpc,
  securityGroups: [outbound],
});
