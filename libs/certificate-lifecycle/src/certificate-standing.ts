import { certificateInForce, type DeviceRecord } from './device-record';
import type {
  CertificateInForce,
  IssuedCertificate,
  Timestamp,
  UnprovenCertificate,
} from './issued-certificate';

/*
 * How a device's certificates stand to the one in force, and what follows from it.
 */

/** Whether a certificate may still take the place of the one in force. */
export function canBecomeCurrent({ current }: DeviceRecord, certificate: IssuedCertificate): boolean {
  const { stage, service, succeeds } = certificate;
  return stage === 'unproven' && service === 'in-service' && succeeds === current;
}

/** Whether a certificate that was taken for lost may still take that place: AWS IoT has it attached, and not deleted. */
function mayComeBack({ current }: DeviceRecord, certificate: UnprovenCertificate): boolean {
  const { lostAt, service, succeeds } = certificate;
  return lostAt !== undefined && service !== 'deleted' && succeeds === current;
}

/** The certificate, if it may become current as far as the device's other certificates go. */
export function movable(
  record: DeviceRecord,
  certificate: IssuedCertificate,
): UnprovenCertificate | undefined {
  return certificate.stage === 'unproven' &&
    (canBecomeCurrent(record, certificate) || mayComeBack(record, certificate))
    ? certificate
    : undefined;
}

/** The current certificate, if a sweep may have made it inactive in the belief that it was lost. */
export function toReinstate(record: DeviceRecord): CertificateInForce | undefined {
  const current = certificateInForce(record);
  return current?.lostAt === undefined ? undefined : current;
}

/** Neither in force nor retired. */
export function isOutstanding(record: DeviceRecord, { service, certificateId }: IssuedCertificate): boolean {
  return service === 'in-service' && certificateId !== record.current;
}

/**
 * Whether a certificate was issued that may still become current. Its registration has already written today's
 * date on the thing, which says nothing of the certificate in force until it is proven.
 */
export function awaitsProof(record: DeviceRecord | undefined): boolean {
  return record?.certificates.some((certificate) => canBecomeCurrent(record, certificate)) === true;
}

/** When the oldest successor was issued that waits to take the place of the one in force. */
export function oldestUnproven(record: DeviceRecord): Timestamp | undefined {
  if (record.current === undefined) {
    return undefined;
  }
  return record.certificates
    .filter((certificate) => canBecomeCurrent(record, certificate))
    .map(({ issuedAt }) => issuedAt)
    .toSorted()[0];
}

/**
 * The certificates that have no future and can go: neither current nor able to become so. One that was proven
 * stays while its successor is known only by presence: that a connection was made says less than a confirmation,
 * so the sweep takes it when it has been silent for long enough.
 */
export function retirable(record: DeviceRecord): readonly string[] {
  const current = certificateInForce(record);
  return record.certificates
    .filter((certificate) => isOutstanding(record, certificate) && !canBecomeCurrent(record, certificate))
    .filter(({ stage }) => stage !== 'proven' || current?.confirmedAt !== undefined)
    .map((certificate) => certificate.certificateId);
}

/**
 * When the current certificate was issued, if it was proven only after a sweep had withdrawn that date. Not while the
 * thing shows the date of a successor that waits to be proven.
 */
export function dateToRestore(record: DeviceRecord): Timestamp | undefined {
  const current = certificateInForce(record);
  const isWithdrawn = current?.dateWithdrawnAt !== undefined;
  return isWithdrawn && successorsShown(record).length === 0 ? current.issuedAt : undefined;
}

/**
 * Whether the thing may show the date of a successor that is not proven, so that it says nothing of the certificate in
 * force: for a day or two, until a sweep withdraws that date.
 */
export function hidesDate(record: DeviceRecord | undefined): boolean {
  return record !== undefined && successorsShown(record).length > 0;
}

/** Whose date and model the thing shows once all is settled: those of the newest successor that waits, or of the one in force. */
export function shownOnThing(record: DeviceRecord): IssuedCertificate | undefined {
  return successorsShown(record).at(-1) ?? certificateInForce(record);
}

/** The unproven successors whose registration wrote a date on the thing that nobody has withdrawn. */
export function successorsShown(record: DeviceRecord): readonly IssuedCertificate[] {
  return record.certificates.filter(
    (each) => canBecomeCurrent(record, each) && each.dateWithdrawnAt === undefined,
  );
}

/**
 * Whether what the thing shows, and what AWS IoT has active, is about to change: a successor was registered within the
 * day, or was proven after a sweep had withdrawn its date or taken it for lost.
 */
export function awaitsAmends(record: DeviceRecord): boolean {
  const current = certificateInForce(record);
  const isAmended = current?.dateWithdrawnAt === undefined && current?.lostAt === undefined;
  return !isAmended || successorsShown(record).length > 0;
}
