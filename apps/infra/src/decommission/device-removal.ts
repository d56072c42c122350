import type { FleetNames } from '@fleet/fleet-contract';
import { InvalidRequestException, ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import { setTimeout as wait } from 'node:timers/promises';

/** DetachThingPrincipal takes some seconds to spread (API reference); a thing is not deleted before. */
const detachmentSpreads = [500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;

/**
 * Removes a thing and the certificates that served it alone. Safe to repeat, also for a thing that is gone already:
 * AWS IoT may list it for a while longer.
 * @returns how many certificates were deleted
 */
export async function removeThing(iot: IoT, names: FleetNames, thingName: string): Promise<number> {
  let deleted = 0;
  const attached = await absentIfNotFound(iot.listThingPrincipals({ thingName }));
  for (const principal of attached?.principals ?? []) {
    await absentIfNotFound(iot.detachThingPrincipal({ thingName, principal }));
    if (principal.includes(':cert/') && (await removeCertificate(iot, names, principal))) {
      deleted += 1;
    }
  }
  await deleteOnceDetached(iot, thingName);
  return deleted;
}

/**
 * Removes certificates by their ids, as the devices table has them: those that a rotation retired are attached to
 * nothing any more, and found nowhere else.
 * @returns how many were deleted
 */
export async function removeCertificates(
  iot: IoT,
  names: FleetNames,
  ids: readonly string[],
): Promise<number> {
  let deleted = 0;
  for (const certificateId of ids) {
    const found = await absentIfNotFound(iot.describeCertificate({ certificateId }));
    const certificateArn = found?.certificateDescription?.certificateArn;
    if (certificateArn !== undefined && (await removeCertificate(iot, names, certificateArn))) {
      deleted += 1;
    }
  }
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
  await absentIfNotFound(iot.detachPolicy({ policyName: names.productionPolicy, target: certificateArn }));
  const users = await absentIfNotFound(
    Promise.all([
      iot.listAttachedPolicies({ target: certificateArn }),
      iot.listPrincipalThings({ principal: certificateArn }),
    ]),
  );
  // Gone already: a run before this one was interrupted right after it.
  if (users === undefined) {
    return false;
  }
  const [{ policies }, { things }] = users;
  // Something else relies on it, another thing or another policy: not ours to cut off.
  if ((things ?? []).length > 0 || (policies ?? []).length > 0) {
    return false;
  }
  const deactivated = await absentIfNotFound(iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' }));
  if (deactivated === undefined) {
    return false;
  }
  return (await absentIfNotFound(iot.deleteCertificate({ certificateId }))) !== undefined;
}

async function absentIfNotFound<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

async function deleteOnceDetached(iot: IoT, thingName: string): Promise<void> {
  for (const pause of detachmentSpreads) {
    try {
      await iot.deleteThing({ thingName });
      return;
    } catch (error) {
      if (!(error instanceof InvalidRequestException)) {
        throw error;
      }
      await wait(pause);
    }
  }
  await iot.deleteThing({ thingName });
}
