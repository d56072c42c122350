import type { FleetNames } from '@fleet/fleet-contract';
import { InvalidRequestException, ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import { setTimeout as wait } from 'node:timers/promises';

/** DetachThingPrincipal takes some seconds to spread (API reference); a thing is not deleted before. */
const detachmentSpreads = [500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;

/**
 * Removes a thing and the certificates that served it alone. Safe to repeat.
 * @returns how many certificates were deleted
 */
export async function removeThing(iot: IoT, names: FleetNames, thingName: string): Promise<number> {
  let deleted = 0;
  const { principals } = await iot.listThingPrincipals({ thingName });
  for (const principal of principals ?? []) {
    await iot.detachThingPrincipal({ thingName, principal });
    if (principal.includes(':cert/') && (await removeCertificate(iot, names, principal))) deleted += 1;
  }
  await deleteOnceDetached(iot, thingName);
  return deleted;
}

/**
 * Takes the fleet's production policy from a certificate; deactivates and deletes it when nothing else uses it.
 * @returns whether it was deleted
 */
export async function removeCertificate(
  iot: IoT,
  names: FleetNames,
  certificateArn: string,
): Promise<boolean> {
  const certificateId = certificateArn.slice(certificateArn.lastIndexOf('/') + 1);
  try {
    await iot.detachPolicy({ policyName: names.productionPolicy, target: certificateArn });
    const [{ policies }, { things }] = await Promise.all([
      iot.listAttachedPolicies({ target: certificateArn }),
      iot.listPrincipalThings({ principal: certificateArn }),
    ]);
    // Something else relies on it, another thing or another policy: not ours to cut off.
    if ((things ?? []).length > 0 || (policies ?? []).length > 0) return false;
    await iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
    await iot.deleteCertificate({ certificateId });
    return true;
  } catch (error) {
    // Gone already: a run before this one was interrupted right after it.
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function deleteOnceDetached(iot: IoT, thingName: string): Promise<void> {
  for (const pause of detachmentSpreads) {
    try {
      await iot.deleteThing({ thingName });
      return;
    } catch (error) {
      if (!(error instanceof InvalidRequestException)) throw error;
      await wait(pause);
    }
  }
  await iot.deleteThing({ thingName });
}
