import type { RoleInUse } from '@fleet/aws-wire';
import type { FunctionRecord } from './function-record';

/** The role by which Lambda works for a function. Its sessions are called like the function. */
export function roleOf({ role, name }: Pick<FunctionRecord, 'role' | 'name'>): RoleInUse {
  return { roleArn: role, sessionName: name };
}
