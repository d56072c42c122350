import { AwsError } from '@fleet/aws-wire';
import type { AwsService, RequestContext } from '@fleet/aws-wire';
import { CloudFormationError } from './errors';

type Handler = ReturnType<AwsService['handler']>;

/** Lets the engine's faults reach the client under the names that the API has for them. */
export function asAwsError(handler: Handler): Handler {
  if (handler === undefined) {
    return undefined;
  }
  return async (input: object, context: RequestContext): Promise<unknown> => {
    try {
      return await handler(input, context);
    } catch (error) {
      if (error instanceof CloudFormationError) {
        throw new AwsError(error.code, error.message, { cause: error });
      }
      throw error;
    }
  };
}
