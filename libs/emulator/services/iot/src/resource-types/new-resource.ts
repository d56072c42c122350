import { isErrorNamed } from '@fleet/resource-types';

/** There is a resource already, and the stack has not made it. */
class ExistingResourceError extends Error {
  override readonly name = 'ExistingResourceError';
}

/**
 * CreateThing and its like answer for the same resource again, which CloudFormation must not take for its own.
 * Documented: aws-cloudformation/aws-cloudformation-resource-providers-iot, the CreateHandler of each type.
 * @param description asks AWS IoT for the resource
 * @throws ExistingResourceError if there is one
 */
export async function refuseExisting(
  typeName: string,
  name: string,
  description: Promise<unknown>,
): Promise<void> {
  const exists = await description.then(
    () => true,
    (error: unknown) => {
      if (isErrorNamed('ResourceNotFoundException', error)) {
        return false;
      }
      throw error;
    },
  );
  if (exists) {
    throw new ExistingResourceError(
      `Resource of type '${typeName}' with identifier '${name}' already exists.`,
    );
  }
}
