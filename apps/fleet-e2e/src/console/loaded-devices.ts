import assert from 'node:assert/strict';
import { IoT } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
import { addDays, type CertDate } from '@fleet/cert-dates';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { thingAttributes } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import type { RotatingFleet } from '../rotation/rotating-fleet';

const atATime = 16;
/** Rotation is due after so many days in the fleet under test, and grace is over after so many more. */
const rotationDays = 360;
const overdueDays = 30;

/** So many have a certificate in AWS IoT too: those that tests do something with. */
const certified = 20;

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
      const certificateId = index < certified ? await certify(iot, fleet, thingName) : unknownId(index);
      await fleet.registry.adopt({ serial: thingName, certificateId, model: 'model-1', issuedAt: at, at });
    });
  } finally {
    iot.destroy();
  }
}

/** A certificate as a registration would have left it. @returns its id */
async function certify(iot: IoT, { names }: DeployedFleet, thingName: string): Promise<string> {
  const certificateSigningRequest = createCertificateRequest(generateIdentityKey(), 'device');
  const { certificateArn: principal, certificateId } = await iot.createCertificateFromCsr({
    certificateSigningRequest,
    setAsActive: true,
  });
  assert(principal !== undefined && certificateId !== undefined, 'A certificate has an id');
  await iot.attachPolicy({ policyName: names.productionPolicy, target: principal });
  await iot.attachThingPrincipal({ thingName, principal });
  return certificateId;
}

function unknownId(index: number): string {
  return index.toString(16).padStart(64, '0');
}

export function loadedName(index: number): string {
  return `meter-${String(index).padStart(4, '0')}`;
}
