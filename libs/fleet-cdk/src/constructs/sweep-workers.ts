import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { FleetConfig, FleetNames } from '@fleet/fleet-contract';
import { Construct } from 'constructs';
import type { Arrivals } from './arrivals';
import { FleetFunction } from './fleet-function';
import { allowTaking, functionQueue } from './function-queue';
import { functionSettings } from './function-settings';
import { allowAttending } from './sweep-permissions';

export interface SweepWorkersProps {
  config: FleetConfig;
  names: FleetNames;
  devices: Table;
  /** Where devices are looked at again that a worker has cut off. */
  arrivals: Arrivals;
  /** Where a slice ends that no worker could do. */
  failures: IQueue;
  /** Folder of the rotation functions' bundle. */
  bundle: string;
  /** How many work at once. */
  atOnce: number;
}

const workerTimeout = Duration.minutes(5);

/** Many functions that share a sweep, for a fleet that outgrows one: the monitor puts slices of it into a queue. */
export class SweepWorkers extends Construct {
  readonly queue: Queue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SweepWorkersProps,
  ) {
    super(scope, id);
    const { names, failures } = props;
    this.queue = functionQueue(this, { queueName: names.sweepQueue, timeout: workerTimeout, failures });
    const worker = this.worker();
    new EventSourceMapping(this, 'Slices', {
      target: worker.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: props.atOnce,
    });
  }

  private worker(): FleetFunction {
    const { config, names, bundle, devices, arrivals } = this.props;
    const worker = new FleetFunction(this, 'Function', {
      functionName: names.rotationWorker,
      description: 'Does a part of the certificate monitor’s sweep.',
      bundle,
      handler: 'index.worker',
      timeout: workerTimeout,
      memoryMegabytes: 512,
      environment: functionSettings(config),
    });
    allowAttending(worker, devices);
    allowTaking(worker, this.queue);
    arrivals.allowSending(worker);
    return worker;
  }
}
