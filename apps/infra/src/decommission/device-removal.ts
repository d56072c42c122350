import type { FleetNames } from '@fleet/fleet-contract';
import { onceDetached, type Pause } from '@fleet/iot-registry';
import {
  DeleteConflictException,
  InvalidRequestException,
  ResourceNotFoundException,
  type IoT,
} from '@aws-sdk/client-iot';
import { setTimeout as wait } from 'node:timers/promises';

export interface ThingRemoval {
  /** How many certificates were deleted. */
  readonly certificates: number;
  /** Another fleet or stack has a certificate on the thing: the thing and that certificate stay. */
  readonly isOthers: boolean;
}

/**
 * Removes a thing and the certificates that served it alone. Safe to repeat, also for a thing that is gone already:
 * AWS IoT may list it for a while longer.
 */
export async function removeThing(
  iot: IoT,
  names: FleetNames,
  thingName: string,
  pause: Pause = wait,
): Promise<ThingRemoval> {
  let deleted = 0;
  let isOthers = false;
  const attached = await absentIfNotFound(iot.listThingPrincipals({ thingName }));
  for (const principal of attached?.principals ?? []) {
    if (await isOfOthers(iot, names, principal)) {
      isOthers = true;
      continue;
    }
    await absentIfNotFound(iot.detachThingPrincipal({ thingName, principal }));
    const isCertificate = principal.includes(':cert/');
    if (
      isCertificate &&
      (await removeCertificate(iot, names, principal, { detachedFrom: thingName, pause }))
    ) {
      deleted += 1;
    }
  }
  if (!isOthers) {
    await onceDetached(() => iot.deleteThing({ thingName }), InvalidRequestException, pause);
  }
  return { certificates: deleted, isOthers };
}

/** Whether a certificate carries policies, and not this fleet's. */
async function isOfOthers(iot: IoT, names: FleetNames, principal: string): Promise<boolean> {
  if (!principal.includes(':cert/')) {
    return false;
  }
  const { policies = [] } = (await absentIfNotFound(iot.listAttachedPolicies({ target: principal }))) ?? {};
  return policies.length > 0 && policies.every(({ policyName }) => policyName !== names.productionPolicy);
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
 * @param detachedFrom a thing that it was just detached from: AWS IoT may go on to name it for a while
 * @returns whether it was deleted
 */
export async function removeCertificate(
  iot: IoT,
  names: FleetNames,
  certificateArn: string,
  { detachedFrom, pause = wait }: { readonly detachedFrom?: string; readonly pause?: Pause } = {},
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
  const [{ policies = [] }, { things = [] }] = users;
  // Something else relies on it, another thing or another policy: not ours to cut off.
  if (things.some((thing) => thing !== detachedFrom) || policies.length > 0) {
    return false;
  }
  const deactivated = await absentIfNotFound(iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' }));
  if (deactivated === undefined) {
    return false;
  }
  const deletion = onceDetached(
    () => iot.deleteCertificate({ certificateId }),
    DeleteConflictException,
    pause,
  );
  return (await absentIfNotFound(deletion)) !== undefined;
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
