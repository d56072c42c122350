import type { VpcConfig } from '@aws-sdk/client-lambda';
import { AccessDeniedError } from '@fleet/aws-wire';
import { invalidParameter } from './errors';
import type { FunctionRecord } from './function-record';
import { roleOf } from './function-role';
import type { LambdaParts } from './lambda-parts';

type Network = FunctionRecord['network'];

/**
 * The network of a function after a create or an update. Two empty lists take it out of its VPC ("VpcConfig", API
 * reference). There is no EC2 here, so that nothing but the form of the ids is checked.
 *
 * @throws InvalidParameterValueException
 */
export function networkOf(input: VpcConfig | undefined, before: Network): Network {
  if (input === undefined) {
    return before;
  }
  const { SubnetIds: subnetIds = [], SecurityGroupIds: securityGroupIds = [] } = input;
  if ((subnetIds.length === 0) !== (securityGroupIds.length === 0)) {
    // Reported: the text (aws/aws-sdk-js#1293).
    throw invalidParameter('SubnetIds and SecurityIds must coexist or be both empty list.');
  }
  checkIds('SubnetIds', subnetIds, /^subnet-[0-9a-z]+$/, 16);
  checkIds('SecurityGroupIds', securityGroupIds, /^sg-[0-9a-zA-Z]+$/, 5);
  return subnetIds.length === 0 ? undefined : { subnetIds, securityGroupIds };
}

/**
 * Lambda makes the function's network interfaces by its role. Documented: what the role must allow (developer guide,
 * "Configuring VPC access"). Reported: that this is asked when the VPC is said, and the text (aws/aws-sam-cli#617). The
 * harsher reading is that Lambda asks for all three.
 *
 * @throws InvalidParameterValueException
 */
export function checkMayJoin(
  { authorizeRole }: LambdaParts,
  record: Pick<FunctionRecord, 'arn' | 'name' | 'role' | 'network'>,
): void {
  if (record.network === undefined) {
    return;
  }
  const [arn, partition, , region, account] = record.arn.split(':');
  const interfaces = [arn, partition, 'ec2', region, account, 'network-interface/*'].join(':');
  for (const [operation, resource] of [
    ['CreateNetworkInterface', interfaces],
    ['DescribeNetworkInterfaces', '*'],
    ['DeleteNetworkInterface', interfaces],
  ] as const) {
    try {
      authorizeRole(roleOf(record), { action: `ec2:${operation}`, resource, keys: {} });
    } catch (error) {
      throw error instanceof AccessDeniedError
        ? invalidParameter(
            `The provided execution role does not have permissions to call ${operation} on EC2`,
          )
        : error;
    }
  }
}

/** At most so many are documented ("VpcConfig", API reference). */
function checkIds(member: string, ids: readonly string[], form: RegExp, most: number): void {
  const odd = ids.find((id) => !form.test(id));
  if (odd !== undefined) {
    throw invalidParameter(`${member}: ${JSON.stringify(odd)} is not such an id.`);
  }
  if (ids.length > most) {
    throw invalidParameter(`${member} has ${ids.length} ids, and ${most} are the most.`);
  }
}
