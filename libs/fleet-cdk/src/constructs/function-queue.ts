import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type IQueue, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { defined } from '@fleet/optional-members';
import type { Construct } from 'constructs';
import type { FleetFunction } from './fleet-function';

export interface FunctionQueueProps {
  readonly queueName: string;
  /** Of the function that the queue feeds. */
  readonly timeout: Duration;
  /** Where a message ends that the function could not work on. */
  readonly failures: IQueue;
  /** How long a message is held back. */
  readonly deliveryDelay?: QueueProps['deliveryDelay'];
}

const receives = 5;

/** A queue that feeds a function. Its messages are a day old at the most: the next sweep finds again what they are about. */
export function functionQueue(
  scope: Construct,
  { queueName, timeout, failures, deliveryDelay }: FunctionQueueProps,
): Queue {
  return new Queue(scope, 'Queue', {
    queueName,
    ...defined({ deliveryDelay }),
    // What Lambda asks of such a queue (developer guide, Using Lambda with Amazon SQS).
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    retentionPeriod: Duration.days(1),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    deadLetterQueue: { queue: failures, maxReceiveCount: receives },
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** What Lambda needs to take messages for a function. */
export function allowTaking(taker: FleetFunction, { queueArn }: IQueue): void {
  taker.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]);
}
