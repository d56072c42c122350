import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { FleetProvisioning, type BundlePaths } from '@fleet/cdk';
import type { FleetConfig } from '@fleet/fleet-contract';
import type { Construct } from 'constructs';
import { claimsNotInForce } from './claims-output';

export interface FleetStackProps extends StackProps {
  config: FleetConfig;
  /** PEM of the root CA that devices trust, where those of Amazon are not meant. */
  rootCa?: string;
  bundles: BundlePaths;
}

/** A fleet as a stack of its own, with what operators tell it and ask it. */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, props: FleetStackProps) {
    super(scope, id, {
      description: 'Fleet provisioning by claim with certificate rotation',
      // While devices live off it, a mistyped destroy ends here. Decommissioning lifts it.
      terminationProtection: true,
      ...props,
    });
    const { config, bundles } = props;
    const rootCa = rootCaOf(this, props.rootCa);
    // `Default` adds nothing to logical ids: fleets are deployed whose resources have theirs from before the construct.
    this.outputs(new FleetProvisioning(this, 'Default', { ...config, bundles, rootCa }));
  }

  private outputs(fleet: FleetProvisioning): void {
    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    output('BucketName', fleet.bucketName, 'Bucket of the client bundles: models/<model>/client.zip');
    output('Endpoint', fleet.endpoint, 'Where devices connect');
    output(
      claimsNotInForce,
      fleet.claimsNotInForce,
      'Claims that the last deploy has left as they are, or none',
    );
    output('ProvisioningTemplate', fleet.names.provisioningTemplate, 'Template that claim certificates use');
    output('RotationTemplate', fleet.names.rotationTemplate, 'Template that devices rotate with');
    if (fleet.alarmTopic !== undefined) {
      output('AlarmTopic', fleet.alarmTopic.topicArn, 'Topic that the alarms of the fleet ring on');
    }
  }
}

/** Of the claim resource: devices trust the roots of Amazon. */
const amazonRootCa = '';

/**
 * The root CA of the configuration, unless the deployment names another. No default of the parameter: the cdk CLI
 * deploys a stack that exists with its parameters' previous values, so that a changed default would never arrive.
 */
function rootCaOf(stack: FleetStack, configured: string | undefined): string {
  const parameter = new CfnParameter(stack, 'RootCa', {
    type: 'String',
    default: '',
    description: 'PEM of the root CA that devices trust; if empty, the one of the configuration.',
  });
  const isEmpty = new CfnCondition(stack, 'RootCaAsConfigured', {
    expression: Fn.conditionEquals(parameter.valueAsString, ''),
  });
  return Fn.conditionIf(isEmpty.logicalId, configured ?? amazonRootCa, parameter.valueAsString).toString();
}
