import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';

/**
 * All repositories are in the registry of this account.
 * @throws AwsError AccessDeniedException for the registry of another
 */
export function checkRegistry(input: object, { accountId, service, operation }: RequestContext): void {
  const registryId: unknown = Reflect.get(input, 'registryId');
  if (typeof registryId === 'string' && registryId !== accountId) {
    throw new AwsError(
      'AccessDeniedException',
      `User is not authorized to perform: ${service}:${operation} on the registry ${registryId}`,
      { status: 400 },
    );
  }
}
