import type { CertificateStatus } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
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

type StatusInAwsIot = CertificateStatus | 'DELETED';

/** One certificate as the record has it, and as AWS IoT has it. */
export interface CertificateView extends Partial<StoredCertificate> {
  readonly certificateId: string;
  readonly role: CertificateRole | 'not-on-record';
  readonly status: StatusInAwsIot;
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
  const [record, thing, groups, attached] = await Promise.all([
    findRecord(fleet, serial),
    findThing(fleet.iot, serial),
    groupsOfThing(fleet.iot, serial),
    certificatesOfThing(fleet.iot, serial),
  ]);
  if (record === undefined && thing === undefined) {
    throw new RefusedError(
      `${serial} is neither on record in ${fleet.names.devicesTable} nor a thing in ${fleet.place}.`,
    );
  }
  // Somebody waits: what does not hang on an answer is not asked after it.
  const [certificates, connectivity] = await Promise.all([
    viewCertificates(fleet, record, attached),
    thing === undefined ? undefined : connectivityOf(fleet.iot, serial),
  ]);
  const at = fleet.now();
  const known = { serial, at: at.toISOString(), ...recordPart(record), certificates };
  if (thing === undefined || connectivity === undefined) {
    return known;
  }
  const inFleet = groups?.includes(fleet.names.thingGroup) === true;
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

/** AWS IoT takes some ten DescribeCertificate in a second. */
const atOnce = 4;

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
  const all = [...(issued ?? []), ...strangers];
  const statuses = new Map<string, StatusInAwsIot>();
  await forEachBounded(all, atOnce, async ({ certificateId }) => {
    const found = await findCertificate(fleet.iot, certificateId);
    statuses.set(certificateId, found?.status ?? 'DELETED');
  });
  return all.map((certificate) => ({
    ...certificate,
    status: statuses.get(certificate.certificateId) ?? 'DELETED',
    attached: attached.includes(certificate.certificateId),
  }));
}
