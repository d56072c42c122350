import { AwsError } from '@fleet/aws-wire';

export function invalidValue(message: string, options?: ErrorOptions): AwsError {
  return new AwsError('InvalidParameterValueException', message, options);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message);
}

export function missingParameter(message: string): AwsError {
  return new AwsError('MissingRequiredParameterException', message);
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
