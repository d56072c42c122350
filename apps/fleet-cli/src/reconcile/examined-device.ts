import type { CertificateDescription, CertificateStatus } from '@aws-sdk/client-iot';
import { roleOf, type CertificateRole, type DeviceRecord } from '@fleet/certificate-lifecycle';
import {
  attachedPolicies,
  certificatesOfThing,
  findCertificate,
  findThing,
  groupsOfThing,
  thingsOfPrincipal,
  type RegisteredThing,
} from '@fleet/iot-registry';
import type { Fleet } from '@fleet/fleet-operations';

export interface ExaminedCertificate {
  readonly certificateId: string;
  readonly role: CertificateRole | 'not-on-record';
  readonly status: CertificateStatus | 'DELETED';
  readonly attached: boolean;
  readonly issuedAt?: Date;
  /** Whether it is attached to this thing alone and has the fleet's policy. Only asked of one that may be put on record. */
  readonly isOurs: boolean;
}

/** What record and registry have of one serial. */
export interface ExaminedDevice {
  readonly serial: string;
  readonly record: DeviceRecord | undefined;
  readonly thing: RegisteredThing | undefined;
  readonly inFleet: boolean;
  /** Those on record that are not deleted, and those that are attached. */
  readonly certificates: readonly ExaminedCertificate[];
}

/** @param isMember whether the fleet's group was seen to have the thing */
export async function examineDevice(
  fleet: Fleet,
  serial: string,
  isMember: boolean,
): Promise<ExaminedDevice> {
  const record = await fleet.registry.find(serial);
  const thing = await findThing(fleet.iot, serial);
  if (thing === undefined) {
    return { serial, record, thing, inFleet: false, certificates: [] };
  }
  // The list of a group lags behind.
  const inFleet =
    isMember || (await groupsOfThing(fleet.iot, serial))?.includes(fleet.names.thingGroup) === true;
  const attached = new Set(await certificatesOfThing(fleet.iot, serial));
  const onRecord = record?.certificates.filter(({ service }) => service === 'in-service') ?? [];
  const ids = new Set([...onRecord.map(({ certificateId }) => certificateId), ...attached]);
  const certificates: ExaminedCertificate[] = [];
  for (const certificateId of ids) {
    const found = await findCertificate(fleet.iot, certificateId);
    const role = roleIn(record, certificateId);
    const isAttached = attached.has(certificateId);
    const isOurs = role === 'not-on-record' && isAttached && (await isOfFleet(fleet, serial, found));
    certificates.push({ certificateId, role, attached: isAttached, isOurs, ...statusOf(found) });
  }
  return { serial, record, thing, inFleet, certificates };
}

function roleIn(record: DeviceRecord | undefined, id: string): ExaminedCertificate['role'] {
  const certificate = record?.certificates.find(({ certificateId }) => certificateId === id);
  return record === undefined || certificate === undefined ? 'not-on-record' : roleOf(record, certificate);
}

function statusOf(
  found: CertificateDescription | undefined,
): Pick<ExaminedCertificate, 'status' | 'issuedAt'> {
  const status = found?.status ?? 'DELETED';
  return found?.creationDate === undefined ? { status } : { status, issuedAt: found.creationDate };
}

async function isOfFleet(
  { iot, names }: Fleet,
  serial: string,
  found: CertificateDescription | undefined,
): Promise<boolean> {
  const principal = found?.certificateArn;
  if (principal === undefined || found?.status !== 'ACTIVE') {
    return false;
  }
  const things = await thingsOfPrincipal(iot, principal);
  const policies = await attachedPolicies(iot, principal);
  return things.every((thing) => thing === serial) && policies.includes(names.productionPolicy);
}
