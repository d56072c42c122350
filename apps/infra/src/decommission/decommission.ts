import type { FleetNames } from '@fleet/fleet-contract';
import { ResourceNotFoundException, type IoT } from '@aws-sdk/client-iot';
import { removeCertificate, removeCertificates, removeThing } from './device-removal';

export interface Removed {
  things: number;
  certificates: number;
}

export interface Decommissioning {
  iot: IoT;
  names: FleetNames;
  /** Ids of all certificates that the devices table has for a serial, retired ones included. */
  certificatesOf: (serial: string) => Promise<readonly string[]>;
  /** Forgets what the devices table knows of a serial. */
  forgetDevice: (serial: string) => Promise<void>;
  progress: (removed: Removed) => void;
}

const pageSize = 100;
/** AWS IoT takes some ten control-plane calls a second; more at once only meet throttling. */
const atOnce = 4;

/**
 * Removes every thing of the fleet's group, the certificates of those things, and every certificate that carries the
 * fleet's production policy. Claim certificates stay: they belong to the stack. Both templates are closed first, or
 * devices would come back with their claim while the operator is still removing them. Each page is listed anew from
 * the start, so that an interrupted run is taken up by running it again.
 */
export async function decommission(fleet: Decommissioning): Promise<Removed> {
  const { iot, names } = fleet;
  const removed: Removed = { things: 0, certificates: 0 };
  await closeTemplates(fleet);
  for (;;) {
    const page = await emptyIfNotFound(
      iot.listThingsInThingGroup({ thingGroupName: names.thingGroup, maxResults: pageSize }),
    );
    const things = page?.things ?? [];
    if (things.length === 0) {
      break;
    }
    await eachOf(things, async (thingName) => {
      const onRecord = await fleet.certificatesOf(thingName);
      const attached = await removeThing(iot, names, thingName);
      const retired = await removeCertificates(iot, names, onRecord);
      await fleet.forgetDevice(thingName);
      removed.certificates += attached + retired;
      removed.things += 1;
    });
    fleet.progress(removed);
  }
  for (;;) {
    const page = await emptyIfNotFound(
      iot.listTargetsForPolicy({ policyName: names.productionPolicy, pageSize }),
    );
    const certificates = (page?.targets ?? []).filter((target) => target.includes(':cert/'));
    if (certificates.length === 0) {
      break;
    }
    await eachOf(certificates, async (certificateArn) => {
      if (await removeCertificate(iot, names, certificateArn)) {
        removed.certificates += 1;
      }
    });
    fleet.progress(removed);
  }
  return removed;
}

async function closeTemplates({ iot, names }: Decommissioning): Promise<void> {
  for (const templateName of [names.provisioningTemplate, names.rotationTemplate]) {
    await emptyIfNotFound(iot.updateProvisioningTemplate({ templateName, enabled: false }));
  }
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
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
