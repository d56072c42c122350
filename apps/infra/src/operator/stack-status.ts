import {
  CloudFormationServiceException,
  StackStatus,
  type CloudFormation,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { FleetNames } from '@fleet/fleet-contract';

/** Statuses of what remains of a first deploy that came to nothing, or is about to be gone. */
const remains: readonly StackStatus[] = [
  StackStatus.REVIEW_IN_PROGRESS,
  StackStatus.ROLLBACK_IN_PROGRESS,
  StackStatus.ROLLBACK_COMPLETE,
  StackStatus.ROLLBACK_FAILED,
  StackStatus.DELETE_IN_PROGRESS,
];

/** @returns undefined where there is no such stack */
export async function stackStatus(
  cloudFormation: CloudFormation,
  names: FleetNames,
): Promise<StackStatus | undefined> {
  return (await findStack(cloudFormation, names))?.StackStatus;
}

/** @returns undefined where there is no such stack, or it has no such output */
export async function stackOutput(
  cloudFormation: CloudFormation,
  names: FleetNames,
  key: string,
): Promise<string | undefined> {
  const outputs = (await findStack(cloudFormation, names))?.Outputs ?? [];
  return outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
}

async function findStack(cloudFormation: CloudFormation, { stack }: FleetNames): Promise<Stack | undefined> {
  try {
    const { Stacks } = await cloudFormation.describeStacks({ StackName: stack });
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') {
      return undefined;
    }
    throw error;
  }
}

/** Whether the stack has resources, or is getting them. */
export async function isStanding(cloudFormation: CloudFormation, names: FleetNames): Promise<boolean> {
  const status = await stackStatus(cloudFormation, names);
  return status !== undefined && !remains.includes(status);
}
