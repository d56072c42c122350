import { isProgramFault } from '@fleet/program-faults';
import {
  joinedOver,
  withdrawUnproven,
  type DeviceRecord,
  type ProvenCertificate,
} from '@fleet/certificate-lifecycle';
import { forEachBounded } from '@fleet/bounded-work';
import { retireCertificate } from '@fleet/iot-registry';
import { failureOf } from '../failure';
import type { Output } from '../output/output';
import { counted, minuteOf, shortId } from '../output/words';
import { devicesOf } from '../fleet/devices-of-fleet';
import type { Fleet } from '../fleet/fleet';
import type { FleetClaim } from './fleet-claim';

/** AWS IoT takes some ten control-plane calls a second; more at once only meet throttling. */
const atOnce = 4;

export interface DevicesWork {
  readonly claim: FleetClaim;
  /** Devices that joined from then on are listed; none when absent. */
  readonly since?: Date | undefined;
  readonly dryRun: boolean;
}

/** What was found, and done. */
export interface DevicesTally {
  read: number;
  joined: number;
  retired: number;
  failed: number;
}

/**
 * Goes through all devices: retires what was issued over a claim and never proven, and lists who joined with it. One
 * device that fails keeps no other from its turn. Interrupted, it is taken up by running it again: what was retired is
 * left as it is.
 */
export async function attendToDevices(
  fleet: Fleet,
  output: Output,
  work: DevicesWork,
): Promise<DevicesTally> {
  const tally: DevicesTally = { read: 0, joined: 0, retired: 0, failed: 0 };
  const tick = () => output.progress(() => tallyWords(tally, work));
  await forEachBounded(devicesOf(fleet), atOnce, async (device) => {
    await attendToDevice(fleet, output, work, { device, tally });
    tally.read += 1;
    tick();
  });
  return tally;
}

export function tallyWords({ read, joined, retired, failed }: DevicesTally, { dryRun }: DevicesWork): string {
  const done = dryRun ? 'would be retired' : 'retired';
  return `${counted(read, 'device')} read, ${joined} joined with it, ${counted(retired, 'unproven certificate')} ${done}, ${failed} failed`;
}

async function attendToDevice(
  fleet: Fleet,
  output: Output,
  work: DevicesWork,
  { device, tally }: { readonly device: DeviceRecord; readonly tally: DevicesTally },
): Promise<void> {
  const { serial } = device;
  const { certificateId: claimId } = work.claim;
  const joined = joinedOver(device, claimId);
  if (joined !== undefined) {
    tally.joined += 1;
    await listJoined(output, device, joined, work);
  }
  if (withdrawUnproven(device, claimId, fleet.now()).outcome.length === 0) {
    return;
  }
  try {
    const retired = await retireUnproven(fleet, device, work);
    tally.retired += retired.length;
    const words = `${work.dryRun ? 'would retire' : 'retired'} ${retired.map(shortId).join(', ')} of ${serial}, never proven`;
    await output.result(words, { serial, outcome: 'retired', certificateIds: retired });
  } catch (error) {
    const { message, kind } = failureOf(error);
    // Refused access, nobody there, a fault of this program: it will be so for all the others.
    if (kind !== 'unexpected' || isProgramFault(error)) {
      throw error;
    }
    tally.failed += 1;
    output.say(`failed ${serial}: ${message}`);
  }
}

async function listJoined(
  output: Output,
  { serial, current }: DeviceRecord,
  { certificateId, issuedAt, provenAt }: ProvenCertificate,
  { since }: DevicesWork,
): Promise<void> {
  if (since === undefined || provenAt < since.toISOString()) {
    return;
  }
  const isCurrent = certificateId === current;
  const standing = isCurrent ? 'in force' : 'replaced since';
  await output.result(`joined ${serial} ${minuteOf(provenAt)}, ${shortId(certificateId)} ${standing}`, {
    serial,
    outcome: 'joined',
    certificateId,
    issuedAt,
    provenAt,
    isCurrent,
  });
}

/** On record first: from then on it cannot come into force, and a sweep ends what this leaves undone. */
async function retireUnproven(
  fleet: Fleet,
  device: DeviceRecord,
  { claim, dryRun }: DevicesWork,
): Promise<readonly string[]> {
  const { serial } = device;
  const at = fleet.now();
  if (dryRun) {
    return withdrawUnproven(device, claim.certificateId, at).outcome;
  }
  const ids = await fleet.registry.withdrawUnproven(serial, claim.certificateId, at);
  for (const certificateId of ids) {
    const attachments = { thingName: serial, policyName: fleet.names.productionPolicy };
    await retireCertificate(fleet.iot, certificateId, attachments);
  }
  await fleet.registry.noteRetired(serial, ids, { at, retainDays: fleet.config.retainDays });
  return ids;
}
