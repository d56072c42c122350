import {
  ListTargetsForPolicyCommand,
  ListThingsInThingGroupCommand,
  ResourceNotFoundException,
  type IoTClient,
} from '@aws-sdk/client-iot';
import type { RemainingDevices } from './fleet-claims';

/** Looks for one thing of the fleet's group and one target of its production policy: one is enough to refuse. */
export async function findRemainingDevices(
  iot: IoTClient,
  fleet: { thingGroup: string; productionPolicy: string },
): Promise<RemainingDevices> {
  const [things, targets] = await Promise.all([
    emptyIfNotFound(
      iot.send(new ListThingsInThingGroupCommand({ thingGroupName: fleet.thingGroup, maxResults: 1 })),
    ),
    emptyIfNotFound(
      iot.send(new ListTargetsForPolicyCommand({ policyName: fleet.productionPolicy, pageSize: 1 })),
    ),
  ]);
  return { things: things?.things ?? [], certificates: targets?.targets?.length ?? 0 };
}

/** Where the group or the policy was never made, or is gone, nothing can be left in it. */
async function emptyIfNotFound<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}
