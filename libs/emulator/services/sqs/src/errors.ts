import { AwsError } from '@fleet/aws-wire';

/** SQS has this code in its list of common errors, and not among its SDK's exceptions. */
export function invalidParameter(reason: string): AwsError {
  return new AwsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
}

/** @throws AwsError InvalidParameterValue */
export function checkRange(member: string, value: number, least: number, most: number): number {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw outOfRange(member, value, least, most);
  }
  return value;
}

/** The error for a number that is out of range, or no whole number. */
export function outOfRange(member: string, value: number, least: number, most: number): AwsError {
  return invalidParameter(
    `Value ${value} for parameter ${member} is invalid. Must be between ${least} and ${most}.`,
  );
}
