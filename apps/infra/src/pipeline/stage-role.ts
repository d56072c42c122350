import { Stack, type StackProps } from 'aws-cdk-lib';
import { ArnPrincipal, Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { fleetNames, modelsPrefix, type FleetConfig } from '@fleet/fleet-contract';
import type { Construct } from 'constructs';
import { explainWildcard, idsAreUnknown, iotArn } from '@fleet/cdk/permissions';
import type { SmokeTest } from './pipeline-config';
import { stageRoleName, stageRoleStackName } from './pipeline-names';

export interface StageRoleProps extends StackProps {
  readonly config: FleetConfig;
  /** ARN of the role, in the pipeline's account, of the builds that follow a deploy. */
  readonly builds: string;
  readonly smokeTest?: SmokeTest;
}

/** @param account of the fleet; that of `stack`, when absent */
export function stageRoleArn(stack: Stack, resourceTag: string, account: string = stack.account): string {
  return `arn:${stack.partition}:iam::${account}:role/${stageRoleName(resourceTag)}`;
}

/**
 * What the pipeline needs beside a fleet once it is deployed: to look after what CloudFormation does not notice, and to
 * provision one device, rotate it and remove it. A stack of its own, so that the fleet's own stack is the same with a
 * pipeline and without.
 */
export class StageRole extends Stack {
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: StageRoleProps) {
    const names = fleetNames(props.config.resourceTag);
    super(scope, id, {
      description: `What the pipeline may do beside ${names.stack}`,
      ...props,
      stackName: stageRoleStackName(names.resourceTag),
    });
    this.role = new Role(this, 'Role', {
      roleName: stageRoleName(names.resourceTag),
      assumedBy: new ArnPrincipal(props.builds),
    });
    this.allowToSettle(names);
    if (props.smokeTest !== undefined) {
      this.allowOneDevice(names, props.smokeTest);
    }
  }

  /** Termination protection, templates that were left closed, and the account's fleet index. */
  private allowToSettle(names: ReturnType<typeof fleetNames>): void {
    this.allow(
      ['cloudformation:DescribeStacks', 'cloudformation:UpdateTerminationProtection'],
      [this.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${names.stack}/*` })],
      'CloudFormation gives each stack an id when it is created.',
    );
    this.allow(
      ['iot:DescribeProvisioningTemplate', 'iot:UpdateProvisioningTemplate'],
      [names.provisioningTemplate, names.rotationTemplate].map((name) =>
        iotArn(`provisioningtemplate/${name}`),
      ),
    );
    this.allow(
      ['iot:GetIndexingConfiguration', 'iot:UpdateIndexingConfiguration'],
      ['*'],
      'The calls about the configuration of the fleet index know no resource.',
    );
    this.allow(['iot:DescribeIndex'], [iotArn('index/AWS_Things')]);
  }

  private allowOneDevice(names: ReturnType<typeof fleetNames>, { serial }: SmokeTest): void {
    this.allow(
      ['s3:GetObject'],
      [`arn:${this.partition}:s3:::${names.stack}-*/${modelsPrefix}*/client.zip`],
      'CloudFormation gives the bucket of the bundles its name.',
    );
    this.allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: names.devicesTable })],
    );
    this.allow(['iot:ListThingPrincipals', 'iot:DeleteThing'], [iotArn(`thing/${serial}`)]);
    this.allow(
      [
        ...['iot:DescribeCertificate', 'iot:UpdateCertificate', 'iot:DeleteCertificate'],
        ...['iot:DetachPolicy', 'iot:DetachThingPrincipal'],
      ],
      [iotArn('cert/*')],
      idsAreUnknown,
    );
    this.allow(
      ['iot:ListAttachedPolicies', 'iot:ListPrincipalThings'],
      ['*'],
      'These calls know no resource.',
    );
  }

  private allow(actions: string[], resources: string[], reason?: string): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources }));
    for (const resource of resources) {
      if (reason !== undefined) {
        explainWildcard(this.role, resource, reason);
      }
    }
  }
}
