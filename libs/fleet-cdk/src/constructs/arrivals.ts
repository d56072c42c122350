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
import { idsAreUnknown, serialsAreUnknown } from './wildcard-reasons';

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
 * that holds messages back, and no others. Sweeps put there whom they have cut off: those are disconnected whenever they
 * come back, until they are away.
 */
export class Arrivals extends Construct {
  private readonly queue: Queue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ArrivalsProps,
  ) {
    super(scope, id);
    const { names, failures, proofHandler } = props;
    this.queue = functionQueue(this, {
      queueName: names.arrivalsQueue,
      deliveryDelay: Duration.seconds(arrivalDelaySeconds),
      timeout,
      failures,
    });
    const warning = this.warning();
    this.allowSending(proofHandler);
    this.allowSending(warning);
    new EventSourceMapping(this, 'Messages', {
      target: warning.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: atOnce,
    });
  }

  /** Lets a function put devices into the queue. */
  allowSending(sender: FleetFunction): void {
    sender.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    sender.function.addEnvironment('ARRIVALS_QUEUE_URL', this.queue.queueUrl);
  }

  private warning(): FleetFunction {
    const { config, names, bundle, devices } = this.props;
    const warning = new FleetFunction(this, 'Function', {
      functionName: names.arrivalWarning,
      description: 'Warns devices that have come with a due certificate, and keeps away who was cut off.',
      bundle,
      handler: 'index.arrivals',
      timeout,
      memoryMegabytes: 256,
      environment: functionSettings(config),
    });
    const anyAlert = iotArn(`topic/${alertsTopic('*')}`);
    const anyThing = iotArn('thing/*');
    const anyCertificate = iotArn('cert/*');
    const anyClient = iotArn('client/*');
    warning.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [devices.tableArn]);
    warning.allowKeyOf(devices);
    warning.allow(['iot:Publish'], [anyAlert]);
    warning.allow(['iot:GetThingConnectivityData'], [anyThing]);
    warning.allow(['iot:DescribeCertificate'], [anyCertificate]);
    warning.allow(['iot:DeleteConnection'], [anyClient]);
    warning.explainWildcard(anyAlert, serialsAreUnknown);
    warning.explainWildcard(anyThing, serialsAreUnknown);
    warning.explainWildcard(anyCertificate, idsAreUnknown);
    warning.explainWildcard(anyClient, serialsAreUnknown);
    allowTaking(warning, this.queue);
    return warning;
  }
}
