import { AwsError } from './aws-error';
import type { ServiceModel } from './schema/service-model';

/** The names that services have for too many calls, in the order of preference. */
const throttlingCodes = [
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestThrottled',
  'ThrottledException',
];

/**
 * The error with which a service throttles a caller. Documented: the code and the status of the service's model where it
 * has one, else `Throttling` of the Query protocol and `SlowDown` of S3 (their API references, common errors). Guessed:
 * `ThrottlingException` with 400 for the rest, and the text.
 */
export function throttlingError({ protocol, errors }: ServiceModel): AwsError {
  if (protocol.kind === 'restXml') {
    return new AwsError('SlowDown', 'Please reduce your request rate.', { status: 503 });
  }
  const known = throttlingCodes.find((code) => errors.has(code));
  const unmodelled = protocol.kind === 'awsQuery' ? 'Throttling' : 'ThrottlingException';
  return new AwsError(known ?? unmodelled, 'Rate exceeded');
}
