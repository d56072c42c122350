import { AwsError } from '@fleet/aws-wire';

export function invalid(message: string, options?: ErrorOptions): AwsError {
  return new AwsError('ValidationException', message, options);
}

export function scheduleNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`);
}

export function groupNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`);
}

export function alreadyExists(what: 'Schedule' | 'Schedule group', name: string): AwsError {
  return new AwsError('ConflictException', `${what} ${name} already exists.`);
}
