import { CloudFormationServiceException, type CloudFormation } from '@aws-sdk/client-cloudformation';
import { ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import type { FleetNames } from '@fleet/fleet-contract';

/** The stack cannot be destroyed: somebody lives off it. */
export class DevicesRemainError extends Error {
  override readonly name = 'DevicesRemainError';
  constructor(names: FleetNames) {
    super(
      `Devices of ${names.stack} still exist; nothing was deleted. ` +
        'Remove them first: npx nx run infra:decommission (or infra:decommission:local).',
    );
  }
}

/** @throws DevicesRemainError when a thing is in the fleet's group, or anything carries its production policy */
export async function refuseWhileDevicesRemain(iot: IoT, names: FleetNames): Promise<void> {
  const [things, targets] = await Promise.all([
    countIfFound(iot.listThingsInThingGroup({ thingGroupName: names.thingGroup, maxResults: 1 }), 'things'),
    countIfFound(iot.listTargetsForPolicy({ policyName: names.productionPolicy, pageSize: 1 }), 'targets'),
  ]);
  if (things + targets > 0) {
    throw new DevicesRemainError(names);
  }
}

/**
 * Turns the stack's termination protection on or off.
 * @returns whether there is such a stack
 */
export async function setProtection(
  cloudFormation: CloudFormation,
  names: FleetNames,
  isProtected: boolean,
): Promise<boolean> {
  try {
    await cloudFormation.updateTerminationProtection({
      StackName: names.stack,
      EnableTerminationProtection: isProtected,
    });
    return true;
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') {
      return false;
    }
    throw error;
  }
}

async function countIfFound<Key extends string>(
  answer: Promise<{ [key in Key]?: string[] | undefined }>,
  key: Key,
): Promise<number> {
  try {
    return (await answer)[key]?.length ?? 0;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return 0;
    }
    throw error;
  }
}
