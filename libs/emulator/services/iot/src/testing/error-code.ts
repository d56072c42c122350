import { AwsError } from '@fleet/aws-wire';

/** The code of the AWS error that an action ends in; anything else that it throws is thrown on. */
export function errorCodeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) {
      return error.code;
    }
    throw error;
  }
}
