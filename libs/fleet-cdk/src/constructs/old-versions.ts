import { createHash } from 'node:crypto';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import type { DevicePolicies } from './device-policies';
import { FleetFunction } from './fleet-function';
import { iotArn } from './iot-arn';
import type { Provisioning } from './provisioning';

export interface OldVersionsProps {
  names: FleetNames;
  policies: DevicePolicies;
  provisioning: Provisioning;
  /** Folder of the claim function's bundle. */
  bundle: string;
}

/**
 * Room for a new version of each policy and template, and for the one of a roll-back. AWS IoT keeps five versions, and
 * CloudFormation fails at the sixth: its handler deletes none of a template. So before it changes any of them, a custom
 * resource deletes the versions that are not in force. Nobody has seen that on AWS: the source of the handlers says it.
 */
export class OldVersions extends Construct {
  constructor(scope: Construct, id: string, { names, policies, provisioning, bundle }: OldVersionsProps) {
    super(scope, id);
    const deletion = new FleetFunction(this, 'Function', {
      functionName: names.oldVersions,
      description: 'Deletes the versions of policies and provisioning templates that are not in force.',
      bundle,
      handler: 'index.oldVersions',
      timeout: Duration.minutes(2),
      memoryMegabytes: 512,
      environment: {},
    });
    const { bootstrap, production } = policies;
    const { provisionTemplate, rotationTemplate } = provisioning;
    deletion.allow(
      ['iot:ListPolicyVersions', 'iot:DeletePolicyVersion'],
      [names.bootstrapPolicy, names.productionPolicy].map((name) => iotArn(`policy/${name}`)),
    );
    deletion.allow(
      ['iot:ListProvisioningTemplateVersions', 'iot:DeleteProvisioningTemplateVersion'],
      [names.provisioningTemplate, names.rotationTemplate].map((name) =>
        iotArn(`provisioningtemplate/${name}`),
      ),
    );
    const documents = [
      ...[bootstrap, production].map(({ policyDocument }): unknown => policyDocument),
      ...[provisionTemplate, rotationTemplate].map(({ templateBody }) => templateBody),
    ];
    const resource = new CustomResource(this, 'Versions', {
      resourceType: 'Custom::FleetOldVersions',
      serviceToken: deletion.function.functionArn,
      // Three runs, as Lambda calls again what has crashed.
      serviceTimeout: Duration.minutes(10),
      properties: {
        ResourceTag: names.resourceTag,
        // CloudFormation asks the function again only when a property has changed.
        Documents: digestOf(Stack.of(this).resolve(documents)),
      },
    });
    // Its permissions must be there before it is asked.
    resource.node.addDependency(deletion);
    for (const versioned of [bootstrap, production, provisionTemplate, rotationTemplate]) {
      versioned.node.addDependency(resource);
    }
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
