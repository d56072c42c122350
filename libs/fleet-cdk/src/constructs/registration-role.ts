import { Validations } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { FleetConfig, FleetNames } from '@fleet/fleet-contract';
import type { Construct } from 'constructs';
import { iotArn } from './iot-arn';
import { idsAreUnknown, serialsAreUnknown } from './wildcard-reasons';

/** The role by which AWS IoT registers devices. */
export function registrationRole(
  scope: Construct,
  names: FleetNames,
  kind: FleetConfig['registrationRole'],
  hasThingType: boolean,
): Role {
  const role = new Role(scope, 'RegistrationRole', { assumedBy: new ServicePrincipal('iot.amazonaws.com') });
  if (kind === 'managed') {
    allowAsAwsDoes(role);
  } else {
    allowWhatIsNamed(role, names);
    if (hasThingType) {
      const actions = ['iot:DescribeThingType'];
      const resources = [iotArn(`thingtype/${names.thingType}`)];
      role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources }));
    }
  }
  return role;
}

/** The policy that AWS's guide attaches to such a role (developer guide, "Provisioning devices that don't have device certificates"). */
function allowAsAwsDoes(role: Role): void {
  role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSIoTThingsRegistration'));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSIoTThingsRegistration]',
    reason:
      'AWS does not say which calls RegisterThing makes, and changes this policy when they change. Without one of ' +
      'them no device could be registered.',
  });
}

/**
 * What RegisterThing is believed to do. It was never tried on AWS: local-cloud checks what it guesses that AWS checks.
 */
function allowWhatIsNamed(role: Role, names: FleetNames): void {
  const anyThing = iotArn('thing/*');
  const anyCertificate = iotArn('cert/*');
  const allow = (actions: string[], resources: string[]): void => {
    role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources }));
  };
  allow(
    [
      ...['iot:CreateThing', 'iot:DescribeThing', 'iot:UpdateThing'],
      ...['iot:ListThingGroupsForThing', 'iot:ListThingPrincipals'],
    ],
    [anyThing],
  );
  allow(
    ['iot:AddThingToThingGroup', 'iot:UpdateThingGroupsForThing'],
    [anyThing, iotArn(`thinggroup/${names.thingGroup}`)],
  );
  allow(['iot:DescribeThingGroup'], [iotArn(`thinggroup/${names.thingGroup}`)]);
  allow(['iot:DescribeCertificate', 'iot:UpdateCertificate'], [anyCertificate]);
  // What AWS's own AWSIoTThingsRegistration reads beside; these know no resource.
  allow(['iot:ListAttachedPolicies', 'iot:ListPrincipalThings', 'iot:ListPrincipalPolicies'], ['*']);
  // AWS IoT authorises attaching by the certificate alone (service authorization reference); which policy it is, the
  // template fixes.
  allow(['iot:AttachPolicy', 'iot:AttachPrincipalPolicy', 'iot:AttachThingPrincipal'], [anyCertificate]);
  allow(['iot:GetPolicy', 'iot:ListTargetsForPolicy'], [iotArn(`policy/${names.productionPolicy}`)]);
  const shown = (kind: string) =>
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:${kind}/*]`;
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ListAttachedPolicies, ListPrincipalThings and ListPrincipalPolicies know no resource.',
  });
  Validations.of(role).acknowledge({
    id: shown('thing'),
    reason: serialsAreUnknown,
  });
  Validations.of(role).acknowledge({
    id: shown('cert'),
    reason: idsAreUnknown,
  });
}
