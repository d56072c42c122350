import { readInput } from '@fleet/input-fault';
import type { ResourceType } from '@fleet/resource-types';

/** Properties that a type of resource does not have, or not so. */
class PropertiesError extends Error {
  override readonly name = 'PropertiesError';
}

/**
 * What a type of resource makes of the properties of a template.
 * @throws PropertiesError with the first fault and its place
 */
export function propertiesOf<P>({ schema }: Pick<ResourceType<P>, 'schema'>, properties: unknown): P {
  const refuse = (fault: string) => new PropertiesError(`Properties validation failed: ${fault}`);
  return readInput(schema, properties, refuse, 'the resource');
}
