import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { alertsTopic, arrivalDelaySeconds, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import { FleetFunction } from './fleet-function';
import { allowTaking, functionQueue } from './function-queue';
import { functionSettings } from './function-settings';
import { iotArn } from './iot-arn';
import { serialsAreUnknown } from './wildcard-reasons';

export interface ArrivalsProps {
  config: FleetConfig;
  names: FleetNames;
  devices: Table;
  /** Says who has come. */
  proofHandler: FleetFunction;
  /** Where a message ends that could not be worked on. */
  failures: IQueue;
  /** Folder of the rotation functions' bundle. */
  bundle: string;
}

const timeout = Duration.seconds(30);

/** When a fleet comes back after an outage, sweeps and hooks need AWS IoT too. */
const atOnce = 5;

/**
 * Warns devices that have come with a certificate that is due, a minute after that: of one that never confirms nobody
 * knows when it has subscribed, and of one that does, whether it has stayed. The proof handler puts those into a queue
 * that holds messages back, and no others.
 */
export class Arrivals extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ArrivalsProps,
  ) {
    super(scope, id);
    const { names, failures, proofHandler } = props;
    const queue = functionQueue(this, {
      queueName: names.arrivalsQueue,
      deliveryDelay: Duration.seconds(arrivalDelaySeconds),
      timeout,
      failures,
    });
    proofHandler.allow(['sqs:SendMessage'], [queue.queueArn]);
    proofHandler.function.addEnvironment('ARRIVALS_QUEUE_URL', queue.queueUrl);
    new EventSourceMapping(this, 'Messages', {
      target: this.warning(queue).function,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: atOnce,
    });
  }

  private warning(queue: Queue): FleetFunction {
    const { config, names, bundle, devices } = this.props;
    const warning = new FleetFunction(this, 'Function', {
      functionName: names.arrivalWarning,
      description: 'Warns devices that have come with a due certificate.',
      bundle,
      handler: 'index.arrivals',
      timeout,
      memoryMegabytes: 256,
      environment: functionSettings(config),
    });
    const anyAlert = iotArn(`topic/${alertsTopic('*')}`);
    const anyThing = iotArn('thing/*');
    warning.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [devices.tableArn]);
    warning.allowKeyOf(devices);
    warning.allow(['iot:Publish'], [anyAlert]);
    warning.allow(['iot:GetThingConnectivityData'], [anyThing]);
    warning.explainWildcard(anyAlert, serialsAreUnknown);
    warning.explainWildcard(anyThing, serialsAreUnknown);
    allowTaking(warning, queue);
    return warning;
  }
}
