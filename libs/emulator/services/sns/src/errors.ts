import { AwsError } from '@fleet/aws-wire';

/** The code that SNS has for every parameter that does not fit. */
export function invalidParameter(name: string, reason?: string): AwsError {
  return new AwsError(
    'InvalidParameter',
    reason === undefined ? `Invalid parameter: ${name}` : `Invalid parameter: ${name} Reason: ${reason}`,
  );
}

export function notFound(what: 'Topic' | 'Subscription'): AwsError {
  return new AwsError('NotFound', `${what} does not exist`);
}
