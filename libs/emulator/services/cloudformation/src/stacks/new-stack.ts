import type { Environment } from '../deployment/environment';
import { ValidationError } from '../errors';
import type { StackRecord } from './records';

const stackNamePattern = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/**
 * A stack that has nothing yet.
 * @throws ValidationError for a name that no stack can have
 */
export function newStack(
  environment: Environment,
  name: string,
  terminationProtection: boolean,
): StackRecord {
  if (!stackNamePattern.test(name)) {
    throw new ValidationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ` +
        `Member must satisfy regular expression pattern: ${stackNamePattern.source}`,
    );
  }
  const { partition, region, accountId, clock, randomId } = environment;
  return {
    id: `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${randomId()}`,
    name,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: clock.nowMillis(),
    outputs: [],
    imports: [],
    terminationProtection,
    disableRollback: false,
  };
}
