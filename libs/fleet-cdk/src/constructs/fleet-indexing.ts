import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import { FleetFunction } from './fleet-function';
import { iotArn } from './iot-arn';

export interface FleetIndexingProps {
  names: FleetNames;
  /** Folder of the rotation functions' bundle. */
  bundle: string;
}

/**
 * The account's fleet index, which the monitor asks who is due: turned on where it is off, and never turned off, since
 * it belongs to the account and others may use it.
 */
export class FleetIndexing extends Construct {
  /** That of the stack: the first fleet in it has one, and the others use it. */
  static inStackOf(scope: Construct, props: FleetIndexingProps): FleetIndexing {
    const there = Stack.of(scope)
      .node.findAll()
      .find((each) => each instanceof FleetIndexing);
    return there ?? new FleetIndexing(scope, 'FleetIndexing', props);
  }

  constructor(scope: Construct, id: string, { names, bundle }: FleetIndexingProps) {
    super(scope, id);
    const indexing = new FleetFunction(this, 'Function', {
      functionName: names.fleetIndexing,
      description: 'Turns on the account’s fleet index, and keeps the rest of its configuration.',
      bundle,
      handler: 'index.fleetIndexing',
      timeout: Duration.minutes(3),
      memoryMegabytes: 512,
      environment: {},
    });
    indexing.allow(['iot:DescribeIndex'], [iotArn('index/AWS_Things')]);
    // These two have no resource that could be named (service authorization reference, AWS IoT).
    indexing.allow(['iot:GetIndexingConfiguration', 'iot:UpdateIndexingConfiguration'], ['*']);
    indexing.explainWildcard('*', 'The indexing configuration is one for the account, and no resource.');
    const resource = new CustomResource(this, 'Index', {
      resourceType: 'Custom::FleetIndexing',
      serviceToken: indexing.function.functionArn,
      // Three runs, as Lambda calls again what has crashed.
      serviceTimeout: Duration.minutes(13),
    });
    // Its permissions must be there before it is asked, and still be there when it is asked to delete.
    resource.node.addDependency(indexing);
  }
}
