import { setTimeout as wait } from 'node:timers/promises';
import { ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
import { adoptedDevice } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import type { FleetNames } from '@fleet/fleet-contract';
import { groupsOfThing, removeFromGroup } from '@fleet/iot-registry';
import { removeCertificate, removeCertificates, removeThing } from './device-removal';
import { releaseAdopted } from './release-adopted';

export interface Removed {
  things: number;
  /** Things that stay, as others have certificates on them. They are in this fleet's group no more. */
  left: number;
  certificates: number;
  /** Adopted things, which are the older stack's again. */
  released: number;
}

export interface Decommissioning {
  readonly iot: IoT;
  readonly names: FleetNames;
  readonly registry: Pick<DeviceRegistry, 'list' | 'find' | 'beginRelease' | 'forget'>;
  /** The production policy of the stack that devices were adopted from, where their records do not name it. */
  readonly adoptedPolicy?: string;
  readonly progress: (removed: Removed) => void;
  readonly now: () => Date;
  /** Injected by tests. */
  readonly pause?: (millis: number) => Promise<unknown>;
}

const pageSize = 100;
/** AWS IoT takes some ten control-plane calls a second; more at once only meet throttling. */
const atOnce = 4;
/** For so long AWS IoT may go on to list what has left a group (guessed: as a detachment, which takes seconds). */
const longestIdleSeconds = 60;

/** AWS IoT lists things in the fleet's group that are not in it any more, or that somebody adopts meanwhile. */
export class ThingsRemainError extends Error {
  override readonly name = 'ThingsRemainError';

  constructor(names: FleetNames, things: readonly string[]) {
    super(
      `The group ${names.thingGroup} still lists ${things.slice(0, 10).join(', ')}. Run the command again in a minute.`,
    );
  }
}

/**
 * Gives adopted devices back to the stack that they come from. Removes every other thing of the fleet's group, the
 * certificates of those things, and every certificate that carries the fleet's production policy. A thing that another
 * fleet has as well stays, with the certificate of that fleet. Claim certificates stay: they belong to the stack. Both templates are closed first, or devices would come back with their claim while the
 * operator is still removing them. Each page is listed anew from the start, so that an interrupted run is taken up by
 * running it again.
 * @throws PolicyUnknownError before anything is removed, ThingsRemainError
 */
export async function decommission(fleet: Decommissioning): Promise<Removed> {
  const { iot, names, registry, adoptedPolicy, now } = fleet;
  const removed: Removed = { things: 0, left: 0, certificates: 0, released: 0 };
  await closeTemplates(fleet);
  await releaseAdopted({
    fleet: { iot, registry, names, now },
    registry,
    policy: adoptedPolicy,
    atOnce,
    released: () => {
      removed.released += 1;
      fleet.progress(removed);
    },
  });
  await removeThings(fleet, removed);
  await removeOtherCertificates(fleet, removed);
  return removed;
}

async function removeThings(fleet: Decommissioning, removed: Removed): Promise<void> {
  const { iot, names, pause = wait } = fleet;
  let idleSeconds = 0;
  for (;;) {
    const page = await emptyIfNotFound(
      iot.listThingsInThingGroup({ thingGroupName: names.thingGroup, maxResults: pageSize }),
    );
    const things = page?.things ?? [];
    if (things.length === 0) {
      return;
    }
    const before = removed.things + removed.left;
    await forEachBounded(things, atOnce, (thingName) => removeDevice(fleet, thingName, removed));
    if (removed.things + removed.left > before) {
      idleSeconds = 0;
      fleet.progress(removed);
      continue;
    }
    if (idleSeconds >= longestIdleSeconds) {
      throw new ThingsRemainError(names, things);
    }
    idleSeconds += 1;
    await pause(1_000);
  }
}

/** Removes a device that this fleet made. One that was released may be listed for a while longer. */
async function removeDevice(fleet: Decommissioning, thingName: string, removed: Removed): Promise<void> {
  const { iot, names, registry } = fleet;
  const record = await registry.find(thingName);
  if (adoptedDevice(record) !== undefined) {
    return;
  }
  if (record === undefined && (await groupsOfThing(iot, thingName))?.includes(names.thingGroup) === false) {
    return;
  }
  const onRecord = record?.certificates.map(({ certificateId }) => certificateId) ?? [];
  const { certificates: attached, isOthers } = await removeThing(iot, names, thingName);
  const retired = await removeCertificates(iot, names, onRecord);
  if (isOthers) {
    await removeFromGroup(iot, names.thingGroup, thingName);
  }
  await registry.forget(thingName);
  removed.certificates += attached + retired;
  removed[isOthers ? 'left' : 'things'] += 1;
}

async function removeOtherCertificates(fleet: Decommissioning, removed: Removed): Promise<void> {
  const { iot, names } = fleet;
  for (;;) {
    const page = await emptyIfNotFound(
      iot.listTargetsForPolicy({ policyName: names.productionPolicy, pageSize }),
    );
    const certificates = (page?.targets ?? []).filter((target) => target.includes(':cert/'));
    if (certificates.length === 0) {
      return;
    }
    await forEachBounded(certificates, atOnce, async (certificateArn) => {
      if (await removeCertificate(iot, names, certificateArn)) {
        removed.certificates += 1;
      }
    });
    fleet.progress(removed);
  }
}

async function closeTemplates({ iot, names }: Decommissioning): Promise<void> {
  for (const templateName of [names.provisioningTemplate, names.rotationTemplate]) {
    await emptyIfNotFound(iot.updateProvisioningTemplate({ templateName, enabled: false }));
  }
}

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
