import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { FleetFunction } from './fleet-function';

/**
 * Has Lambda send the events that a function failed at for good to a queue. Needs `sqs:SendMessage` alone (Lambda
 * developer guide, "Adding a destination"); the CDK's own SqsDestination allows two actions more.
 */
export function failuresDestination(failing: FleetFunction, failures: IQueue): IDestination {
  failing.allow(['sqs:SendMessage'], [failures.queueArn]);
  return { bind: () => ({ destination: failures.queueArn }) };
}
