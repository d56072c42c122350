import { Aws } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnProvisioningTemplate, CfnThingType } from 'aws-cdk-lib/aws-iot';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { FleetConfig, FleetNames } from '@fleet/fleet-contract';
import { provisioningTemplate, rotationTemplate, type OwnAttributes } from '@fleet/policy-templates';
import { Construct } from 'constructs';
import type { DevicePolicies } from './device-policies';
import { iotArn } from './iot-arn';
import { registrationRole } from './registration-role';

export interface ProvisioningProps {
  config: Pick<FleetConfig, 'registrationRole' | 'deviceParameters'>;
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
    const { names, config } = props;
    const own = ownAttributes(config);
    const hasThingType = Object.keys(own).length > 0;
    this.role = registrationRole(this, names, config.registrationRole, hasThingType);
    this.provisionTemplate = this.template('ProvisionTemplate', {
      name: names.provisioningTemplate,
      description: 'Exchanges a claim certificate for a certificate of the device.',
      body: provisioningTemplate(names, own),
      hook: props.provisionHook,
    });
    if (hasThingType) {
      this.provisionTemplate.addResourceDependency(thingType(this, names));
    }
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

/** The attributes that keep what devices say of themselves, by the parameters. */
function ownAttributes({ deviceParameters = {} }: Pick<FleetConfig, 'deviceParameters'>): OwnAttributes {
  return Object.fromEntries(
    Object.entries(deviceParameters).flatMap(([name, { attribute }]) =>
      attribute === undefined ? [] : [[name, attribute]],
    ),
  );
}

/** Without a type a thing has room for three attributes, and the fleet writes two of them. */
function thingType(scope: Construct, { thingType: thingTypeName }: FleetNames): CfnThingType {
  return new CfnThingType(scope, 'ThingType', {
    thingTypeName,
    thingTypeProperties: { thingTypeDescription: 'Devices of this fleet, which have attributes of its own.' },
  });
}
