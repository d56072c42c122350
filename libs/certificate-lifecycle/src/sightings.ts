import { defined } from '@fleet/optional-members';
import { findCertificate, replacing, timestamp, type DeviceRecord } from './device-record';
import type { IssuedCertificate, Timestamp } from './issued-certificate';
import { awaitsWarning } from './warnings';

/** A sighting is not written again within this time: a reconnecting fleet must not become a writing one. */
const seenResolutionMillis = 3_600_000;

/** A certificate has carried a connection. */
export interface Sighting {
  readonly certificateId: string;
  readonly source: 'confirmation' | 'presence';
  /** When word of it came. */
  readonly at: Date;
  /** When that was, where it is known: word of it may come hours later. */
  readonly seenAt?: Date;
  /** When its connection began, in AWS IoT's words. */
  readonly connectedAt?: Date;
}

/** Notes a sighting of whichever certificate. The very same record where there is nothing to note. */
export function seen(
  record: DeviceRecord,
  { certificateId, source, at, seenAt = at, connectedAt }: Sighting,
): DeviceRecord {
  const certificate = findCertificate(record, certificateId);
  if (certificate === undefined) {
    return record;
  }
  const noted = defined({
    lastSeenAt: isStale(certificate.lastSeenAt, seenAt) ? timestamp(seenAt) : undefined,
    connectedAt: isWorthNoting(record, certificate, connectedAt) ? timestamp(connectedAt) : undefined,
  });
  const confirmed = source === 'confirmation' ? confirmedFirst(record, certificate, at) : undefined;
  const come = comeFirst(record, confirmed ?? certificate, seenAt) ?? confirmed;
  if (come === undefined && Object.keys(noted).length === 0) {
    return record;
  }
  return replacing(record, certificate, { ...(come ?? certificate), ...noted });
}

/** The certificate in force, if this is the first time that its device says so itself. */
function confirmedFirst(
  { current }: DeviceRecord,
  certificate: IssuedCertificate,
  at: Date,
): IssuedCertificate | undefined {
  return certificate.certificateId === current &&
    certificate.stage === 'proven' &&
    certificate.confirmedAt === undefined
    ? { ...certificate, confirmedAt: timestamp(at) }
    : undefined;
}

/** The certificate in force, if it is seen for the first time since a warning of it waits to be heard. */
function comeFirst(
  record: DeviceRecord,
  certificate: IssuedCertificate,
  seenAt: Date,
): IssuedCertificate | undefined {
  return certificate.stage === 'proven' &&
    certificate.dueNotedAt !== undefined &&
    certificate.comesSince === undefined &&
    certificate.dueNotedAt <= timestamp(seenAt) &&
    awaitsWarning(record, certificate)
    ? { ...certificate, comesSince: timestamp(seenAt) }
    : undefined;
}

/**
 * Whether the beginning of a connection is noted. Hourly as a rule; each one while a warning waits to be heard, as
 * whoever comes back every minute is never on the connection that was noted an hour ago.
 */
function isWorthNoting(
  record: DeviceRecord,
  certificate: IssuedCertificate,
  connectedAt: Date | undefined,
): connectedAt is Date {
  if (connectedAt === undefined) {
    return false;
  }
  const isLater = certificate.connectedAt === undefined || certificate.connectedAt < timestamp(connectedAt);
  return isStale(certificate.connectedAt, connectedAt) || (isLater && awaitsWarning(record, certificate));
}

/** Whether a note is old enough to be written anew, or is none. */
function isStale(noted: Timestamp | undefined, at: Date): boolean {
  return noted === undefined || at.getTime() - Date.parse(noted) >= seenResolutionMillis;
}
