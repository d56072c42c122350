import type { CertificateStatus } from '@aws-sdk/client-iot';
import {
  roleOf,
  storedCertificate,
  type CertificateRole,
  type DeviceRecord,
  type StoredCertificate,
} from '@fleet/certificate-lifecycle';
import {
  certificatesOfThing,
  connectivityOf,
  findCertificate,
  findThing,
  groupsOfThing,
  type Connectivity,
} from '@fleet/iot-registry';
import { RefusedError } from '../operator-errors';
import type { Fleet } from '../fleet/fleet';
import { findRecord } from '../fleet/reading-fleet';
import { rotationView, type RotationView } from './rotation-view';

/** One certificate as the record has it, and as AWS IoT has it. */
export interface CertificateView extends Partial<StoredCertificate> {
  readonly certificateId: string;
  readonly role: CertificateRole | 'not-on-record';
  readonly status: CertificateStatus | 'DELETED';
  readonly attached: boolean;
}

/** Record and registry side by side. */
export interface DeviceView {
  readonly serial: string;
  /** By the cloud's clock. */
  readonly at: string;
  readonly record?: Omit<DeviceRecord, 'serial' | 'certificates'>;
  readonly thing?: {
    readonly attributes: Readonly<Record<string, string>>;
    readonly groups: readonly string[];
    readonly inFleet: boolean;
  };
  readonly certificates: readonly CertificateView[];
  /** Only of a thing. */
  readonly rotation?: RotationView;
  readonly connectivity?: Connectivity;
}

/**
 * Reads everything there is about a device.
 * @throws RefusedError when there is nothing
 */
export async function viewDevice(fleet: Fleet, serial: string): Promise<DeviceView> {
  const record = await findRecord(fleet, serial);
  const [thing, groups, attached] = await Promise.all([
    findThing(fleet.iot, serial),
    groupsOfThing(fleet.iot, serial),
    certificatesOfThing(fleet.iot, serial),
  ]);
  if (record === undefined && thing === undefined) {
    throw new RefusedError(
      `${serial} is neither on record in ${fleet.names.devicesTable} nor a thing in ${fleet.place}.`,
    );
  }
  const certificates = await viewCertificates(fleet, record, attached);
  const at = fleet.now();
  const known = { serial, at: at.toISOString(), ...recordPart(record), certificates };
  if (thing === undefined) {
    return known;
  }
  const inFleet = groups?.includes(fleet.names.thingGroup) === true;
  const connectivity = await connectivityOf(fleet.iot, serial);
  const rotation = rotationView({ thingName: serial, ...thing, connectivity, record }, fleet.config, at);
  return {
    ...known,
    thing: { attributes: thing.attributes, groups: groups ?? [], inFleet },
    rotation,
    connectivity,
  };
}

function recordPart(record: DeviceRecord | undefined): Pick<DeviceView, 'record'> {
  if (record === undefined) {
    return {};
  }
  const { serial: _serial, certificates: _certificates, ...rest } = record;
  return { record: rest };
}

/** Those on record, oldest first, then those that are attached to the thing and on no record. */
async function viewCertificates(
  fleet: Fleet,
  record: DeviceRecord | undefined,
  attached: readonly string[],
): Promise<CertificateView[]> {
  const issued = record?.certificates.map((each) => ({
    ...storedCertificate(each),
    role: roleOf(record, each),
  }));
  const onRecord = new Set(issued?.map(({ certificateId }) => certificateId));
  const strangers = attached
    .filter((certificateId) => !onRecord.has(certificateId))
    .map((certificateId) => ({ certificateId, role: 'not-on-record' as const }));
  const views: CertificateView[] = [];
  for (const certificate of [...(issued ?? []), ...strangers]) {
    const { certificateId } = certificate;
    const found = await findCertificate(fleet.iot, certificateId);
    views.push({
      ...certificate,
      status: found?.status ?? 'DELETED',
      attached: attached.includes(certificateId),
    });
  }
  return views;
}
