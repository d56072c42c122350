import {
  certificatesOfThing,
  findCertificate,
  groupsOfThing,
  setCertificateStatus,
  type ElapsingTime,
} from '@fleet/iot-registry';
import type { CertificateStatus } from '@aws-sdk/client-iot';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { PartlyDoneError } from '../operator-errors';
import type { Output } from '../output/output';
import { counted, shortId } from '../output/words';
import type { Fleet } from '../fleet/fleet';
import { findRecord } from '../fleet/reading-fleet';
import { connectionData, connectionWords, endNow, keepAway } from './keep-away';

/** The operator's clock and the cloud's may be so far apart, by which the age of a certificate is judged. */
const clockToleranceMillis = 3_600_000;

export interface DeactivatedCertificate {
  readonly certificateId: string;
  /** What it was before. */
  readonly was: CertificateStatus;
}

export interface BlockOptions {
  readonly serial: string;
  readonly reason?: string | undefined;
  /** Whether to keep the device away until it has been gone for a minute, and not only to end its connection. */
  readonly untilAway?: boolean;
  /** Injected by tests. */
  readonly time?: ElapsingTime;
}

/**
 * Blocks a device: on record first, so that the hooks refuse it from then on, then every certificate that could
 * still connect is made INACTIVE, then its connection is ended, and each that it makes after that. Safe to repeat, and
 * to be repeated after a failure. A thing of that name that is not this fleet's keeps what is attached to it: two fleets
 * may live in one account.
 * @throws PartlyDoneError when the device still comes back at the end
 */
export async function blockDevice(fleet: Fleet, output: Output, options: BlockOptions): Promise<void> {
  const { serial, reason, untilAway = true, time } = options;
  await findRecord(fleet, serial);
  await fleet.registry.block(serial, defined({ at: fleet.now(), reason }));
  const record = await fleet.registry.find(serial);
  const isOthers = (await groupsOfThing(fleet.iot, serial))?.includes(fleet.names.thingGroup) === false;
  if (isOthers) {
    output.say(
      `The thing ${serial} is not in the group ${fleet.names.thingGroup}: whatever else is attached to it is left alone.`,
    );
  }
  const attachedTo = isOthers ? undefined : serial;
  const look = await deactivateAll(fleet, attachedTo, record);
  const deactivated = [...look.deactivated];
  const lookAgain = async (): Promise<void> => {
    const again = await deactivateAll(fleet, attachedTo, await fleet.registry.find(serial));
    deactivated.push(...again.deactivated);
  };
  const isYoung = mayBeActivatedYet(record, fleet.now());
  const device = { serial, ...defined({ time, lookAgain: isYoung ? lookAgain : undefined }) };
  const disconnect = untilAway ? keepAway : endNow;
  const connection = look.hasCertificates ? await disconnect(fleet, output, device) : undefined;
  const certificates = deactivated.filter(
    ({ certificateId }, at) => deactivated.findIndex((each) => each.certificateId === certificateId) === at,
  );
  const list = certificates.map(({ certificateId }) => shortId(certificateId)).join(', ');
  const did =
    certificates.length === 0
      ? 'It has no certificate that could connect.'
      : `${counted(certificates.length, 'certificate')} made INACTIVE: ${list}.`;
  await output.result([`${serial} is blocked.`, did, connectionWords(connection)].filter(Boolean).join(' '), {
    serial,
    state: 'blocked',
    deactivated: certificates,
    connection: connectionData(connection),
  });
  if (connection?.outcome === 'still coming back') {
    throw new PartlyDoneError(
      `${serial} still comes back, ten minutes after its certificates became INACTIVE: one lets it in that is neither on ` +
        'record nor attached to its thing. The presence events of its client id name it.',
      false,
    );
  }
}

/** Says which certificates would be made INACTIVE as things are, and changes nothing. */
export async function planBlock(fleet: Fleet, output: Output, serial: string): Promise<void> {
  const record = await findRecord(fleet, serial);
  const isOthers = (await groupsOfThing(fleet.iot, serial))?.includes(fleet.names.thingGroup) === false;
  const attached = isOthers ? [] : await certificatesOfThing(fleet.iot, serial);
  const certificateIds: string[] = [];
  for (const certificateId of certificatesToEnd(record, attached)) {
    const status = (await findCertificate(fleet.iot, certificateId))?.status;
    if (status !== undefined && !cannotConnect.includes(status)) {
      certificateIds.push(certificateId);
    }
  }
  const which = certificateIds.length === 0 ? '' : `: ${certificateIds.map(shortId).join(', ')}`;
  const count = counted(certificateIds.length, 'certificate');
  await output.result(`Would block ${serial}: make ${count} INACTIVE${which}, and end its connection.`, {
    serial,
    certificateIds,
  });
}

interface Look {
  readonly hasCertificates: boolean;
  readonly deactivated: readonly DeactivatedCertificate[];
}

/** On record or attached: any of them may let the device in. */
function certificatesToEnd(
  record: Pick<DeviceRecord, 'current' | 'certificates'> | undefined,
  attached: readonly string[],
): ReadonlySet<string> {
  const onRecord = record?.certificates.filter(({ service }) => service === 'in-service') ?? [];
  return new Set([
    ...(record?.current === undefined ? [] : [record.current]),
    ...onRecord.map(({ certificateId }) => certificateId),
    ...attached,
  ]);
}

async function deactivateAll(
  fleet: Fleet,
  thingName: string | undefined,
  record: DeviceRecord | undefined,
): Promise<Look> {
  const ids = certificatesToEnd(
    record,
    thingName === undefined ? [] : await certificatesOfThing(fleet.iot, thingName),
  );
  // One that fails must not leave the others active.
  const ends = await Promise.allSettled([...ids].map((id) => deactivate(fleet, id)));
  const deactivated = ends.flatMap((end) => {
    if (end.status === 'rejected') {
      throw end.reason;
    }
    return end.value ?? [];
  });
  return { hasCertificates: ids.size > 0, deactivated };
}

/** A certificate of such a status is left as it is. */
const cannotConnect: readonly CertificateStatus[] = ['INACTIVE', 'REVOKED'];

async function deactivate(fleet: Fleet, certificateId: string): Promise<DeactivatedCertificate | undefined> {
  const was = (await findCertificate(fleet.iot, certificateId))?.status;
  if (was === undefined || cannotConnect.includes(was)) {
    return undefined;
  }
  const isDone = await setCertificateStatus(fleet.iot, certificateId, 'INACTIVE');
  return isDone ? { certificateId, was } : undefined;
}

/** Whether a certificate is so young that a registration may be under way which activates it. */
export function mayBeActivatedYet(record: DeviceRecord | undefined, now: Date): boolean {
  const certificates = record?.certificates ?? [];
  return certificates.some(({ issuedAt }) => now.getTime() - Date.parse(issuedAt) < clockToleranceMillis);
}
