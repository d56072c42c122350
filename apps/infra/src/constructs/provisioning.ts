import { Aws, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnProvisioningTemplate } from 'aws-cdk-lib/aws-iot';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { FleetNames } from '@fleet/fleet-contract';
import { provisioningTemplate, rotationTemplate } from '@fleet/policy-templates';
import { Construct } from 'constructs';
import type { DevicePolicies } from './device-policies';
import { iotArn } from './iot-arn';
import { idsAreUnknown, serialsAreUnknown } from './wildcard-reasons';

export interface ProvisioningProps {
  names: FleetNames;
  policies: DevicePolicies;
  provisionHook: IFunction;
  rotationHook: IFunction;
}

/** The two provisioning templates, each behind its hook, and the role with which AWS IoT registers devices. */
export class Provisioning extends Construct {
  readonly provisionTemplate: CfnProvisioningTemplate;
  readonly rotationTemplate: CfnProvisioningTemplate;
  private readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ProvisioningProps,
  ) {
    super(scope, id);
    const { names } = props;
    this.role = registrationRole(this, names);
    this.provisionTemplate = this.template('ProvisionTemplate', {
      name: names.provisioningTemplate,
      description: 'Exchanges a claim certificate for a certificate of the device.',
      body: provisioningTemplate(names),
      hook: props.provisionHook,
    });
    this.rotationTemplate = this.template('RotationTemplate', {
      name: names.rotationTemplate,
      description: 'Exchanges a certificate of the device for a new one.',
      body: rotationTemplate(names),
      hook: props.rotationHook,
    });
  }

  private template(
    id: string,
    template: { name: string; description: string; body: object; hook: IFunction },
  ): CfnProvisioningTemplate {
    const permission = new CfnPermission(this, `${id}MayInvoke`, {
      action: 'lambda:InvokeFunction',
      functionName: template.hook.functionArn,
      principal: 'iot.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: iotArn(`provisioningtemplate/${template.name}`),
    });
    const resource = new CfnProvisioningTemplate(this, id, {
      templateName: template.name,
      description: template.description,
      templateType: 'FLEET_PROVISIONING',
      enabled: true,
      provisioningRoleArn: this.role.roleArn,
      preProvisioningHook: { targetArn: template.hook.functionArn, payloadVersion: '2020-04-01' },
      templateBody: JSON.stringify(template.body),
    });
    resource.addResourceDependency(permission);
    resource.addResourceDependency(this.props.policies.production);
    resource.addResourceDependency(this.props.policies.group);
    return resource;
  }
}

/** What RegisterThing does in the account's name (developer guide, provisioning templates: the role's permissions). */
function registrationRole(scope: Construct, names: FleetNames): Role {
  const role = new Role(scope, 'RegistrationRole', { assumedBy: new ServicePrincipal('iot.amazonaws.com') });
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
  allow(['iot:DescribeCertificate', 'iot:UpdateCertificate', 'iot:ListAttachedPolicies'], [anyCertificate]);
  // What AWS's own AWSIoTThingsRegistration reads beside; these two know no resource.
  allow(['iot:ListPrincipalThings', 'iot:ListPrincipalPolicies'], ['*']);
  // AWS IoT authorises attaching by the certificate alone; which policy it is, the template fixes.
  allow(
    ['iot:AttachPolicy', 'iot:AttachPrincipalPolicy', 'iot:AttachThingPrincipal'],
    [anyCertificate, anyThing],
  );
  allow(['iot:GetPolicy', 'iot:ListTargetsForPolicy'], [iotArn(`policy/${names.productionPolicy}`)]);
  const shown = (kind: string) =>
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:${kind}/*]`;
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ListPrincipalThings and ListPrincipalPolicies know no resource.',
  });
  Validations.of(role).acknowledge({
    id: shown('thing'),
    reason: serialsAreUnknown,
  });
  Validations.of(role).acknowledge({
    id: shown('cert'),
    reason: idsAreUnknown,
  });
  return role;
}
