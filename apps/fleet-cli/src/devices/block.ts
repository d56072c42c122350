import { setTimeout } from 'node:timers/promises';
import type { CertificateStatus } from '@aws-sdk/client-iot';
import { certificatesOfThing, findCertificate, setCertificateStatus } from '@fleet/iot-registry';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import type { Output } from '../cli/output';
import { counted, shortId } from '../cli/words';
import type { Fleet } from '../fleet/fleet';
import { findRecord } from '../fleet/reading-fleet';

/**
 * A hook has five seconds (developer guide, pre-provisioning-hook), and what it has let through becomes ACTIVE
 * after it has answered: a certificate so young may be activated once more after it was deactivated.
 */
const activationSettlesMillis = 10_000;

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
  /** Injected by tests. */
  readonly wait?: (millis: number) => Promise<unknown>;
}

/**
 * Blocks a device: on record first, so that the hooks refuse it from then on, then every certificate that could
 * still connect is made INACTIVE, which cuts its connection. Safe to repeat, and to be repeated after a failure.
 */
export async function blockDevice(fleet: Fleet, output: Output, options: BlockOptions): Promise<void> {
  const { serial, reason, wait = setTimeout } = options;
  await findRecord(fleet, serial);
  await fleet.registry.block(serial, defined({ at: fleet.now(), reason }));
  const record = await fleet.registry.find(serial);
  const deactivated = await deactivateAll(fleet, serial, record);
  if (mayBeActivatedYet(record, fleet.now())) {
    const seconds = activationSettlesMillis / 1_000;
    output.say(`A certificate was issued within the hour; looking again in ${seconds} s.`);
    await wait(activationSettlesMillis);
    deactivated.push(...(await deactivateAll(fleet, serial, await fleet.registry.find(serial))));
  }
  const certificates = deactivated.filter(
    ({ certificateId }, at) => deactivated.findIndex((each) => each.certificateId === certificateId) === at,
  );
  const list = certificates.map(({ certificateId }) => shortId(certificateId)).join(', ');
  const did =
    certificates.length === 0
      ? 'It has no certificate that could connect.'
      : `${counted(certificates.length, 'certificate')} made INACTIVE: ${list}.`;
  await output.result(`${serial} is blocked. ${did}`, {
    serial,
    state: 'blocked',
    deactivated: certificates,
  });
}

async function deactivateAll(
  fleet: Fleet,
  serial: string,
  record: DeviceRecord | undefined,
): Promise<DeactivatedCertificate[]> {
  const onRecord = record?.certificates.filter(({ retiredAt }) => retiredAt === undefined) ?? [];
  const ids = new Set([
    ...(record?.current === undefined ? [] : [record.current]),
    ...onRecord.map(({ certificateId }) => certificateId),
    ...(await certificatesOfThing(fleet.iot, serial)),
  ]);
  // One that fails must not leave the others active.
  const ends = await Promise.allSettled([...ids].map((id) => deactivate(fleet, id)));
  return ends.flatMap((end) => {
    if (end.status === 'rejected') {
      throw end.reason;
    }
    return end.value ?? [];
  });
}

async function deactivate(fleet: Fleet, certificateId: string): Promise<DeactivatedCertificate | undefined> {
  const was = (await findCertificate(fleet.iot, certificateId))?.status;
  if (was === undefined || was === 'INACTIVE' || was === 'REVOKED') {
    return undefined;
  }
  const isDone = await setCertificateStatus(fleet.iot, certificateId, 'INACTIVE');
  return isDone ? { certificateId, was } : undefined;
}

/** Whether a certificate is so young that a registration may be under way which activates it. */
function mayBeActivatedYet(record: DeviceRecord | undefined, now: Date): boolean {
  const certificates = record?.certificates ?? [];
  return certificates.some(({ issuedAt }) => now.getTime() - Date.parse(issuedAt) < clockToleranceMillis);
}
