import { IoT } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
import { addDays, type CertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import type { RotatingFleet } from '../rotation/rotating-fleet';

const atATime = 16;
/** Rotation is due after so many days in the fleet under test, and grace is over after so many more. */
const rotationDays = 360;
const overdueDays = 30;

/** Registers devices that are on record and away, their certificates issued over a whole rotation and a bit more. */
export async function loadDevices(
  { cloud, fleet }: RotatingFleet,
  { count, today }: { readonly count: number; readonly today: CertDate },
): Promise<void> {
  const iot = new IoT(sdkSettings(cloud.endpoints));
  try {
    await forEachBounded(Array.from({ length: count }).keys(), atATime, async (index) => {
      const thingName = loadedName(index);
      const issued = addDays(today, -Math.floor((index * (rotationDays + overdueDays)) / count));
      const attributes = { [thingAttributes.certIssuance]: issued, [thingAttributes.modelType]: 'model-1' };
      await iot.createThing({ thingName, attributePayload: { attributes } });
      await iot.addThingToThingGroup({ thingName, thingGroupName: fleet.names.thingGroup });
      const at = new Date(`${issued.slice(0, 4)}-${issued.slice(4, 6)}-${issued.slice(6)}T12:00:00Z`);
      const certificateId = index.toString(16).padStart(64, '0');
      await fleet.registry.adopt({ serial: thingName, certificateId, model: 'model-1', issuedAt: at, at });
    });
  } finally {
    iot.destroy();
  }
}

export function loadedName(index: number): string {
  return `meter-${String(index).padStart(4, '0')}`;
}
