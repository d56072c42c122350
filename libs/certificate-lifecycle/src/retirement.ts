import { timestamp, type DeviceRecord, type IssuedCertificate } from './device-record';

/** Deleted certificates that stay on record, the newest. With those that are kept this bounds the item. */
export const maximumDeleted = 20;

/**
 * Notes that certificates are inactive and detached, and until when AWS IoT keeps them. What is unknown or noted
 * already changes nothing.
 */
export function retire(
  record: DeviceRecord,
  certificateIds: readonly string[],
  { at, retainDays, lost = false }: Retirement,
): DeviceRecord | undefined {
  const retiredNow = (certificate: IssuedCertificate): boolean =>
    certificate.retiredAt === undefined && certificateIds.includes(certificate.certificateId);
  if (!record.certificates.some(retiredNow)) {
    return undefined;
  }
  const lostAt = lost ? { lostAt: timestamp(at) } : {};
  const after = (days: number) => timestamp(new Date(at.getTime() + days * dayMillis));
  const certificates = record.certificates.map((certificate) => {
    if (!retiredNow(certificate)) {
      return certificate;
    }
    // It was proven while AWS IoT made it inactive: the mark alone, which has it made active again.
    if (lost && certificate.certificateId === record.current) {
      return { ...certificate, ...lostAt };
    }
    // What never carried a connection leaves nothing to look up.
    const days = certificate.provenAt === undefined && !lost ? 0 : retainDays;
    return { ...certificate, retiredAt: timestamp(at), retainUntil: after(days), ...lostAt };
  });
  return { ...record, certificates };
}

export interface Retirement {
  readonly at: Date;
  /** Days for which AWS IoT keeps them, inactive, before a sweep deletes them. */
  readonly retainDays: number;
  /** They were taken for lost: only inactive, and to come back should they carry a connection after all. */
  readonly lost?: boolean;
}

const dayMillis = 86_400_000;

/** Notes retired certificates that AWS IoT has deleted, and forgets the oldest of those beyond what is worth keeping. */
export function noteDeleted(
  record: DeviceRecord,
  certificateIds: readonly string[],
  at: Date,
): DeviceRecord | undefined {
  const deletedNow = ({ certificateId, retiredAt, deletedAt }: IssuedCertificate): boolean =>
    retiredAt !== undefined && deletedAt === undefined && certificateIds.includes(certificateId);
  if (!record.certificates.some(deletedNow)) {
    return undefined;
  }
  const certificates = record.certificates.map((each) =>
    deletedNow(each) ? { ...each, deletedAt: timestamp(at) } : each,
  );
  const deleted = certificates.filter(({ deletedAt }) => deletedAt !== undefined);
  const tooMany = new Set(deleted.slice(0, Math.max(0, deleted.length - maximumDeleted)));
  return { ...record, certificates: certificates.filter((each) => !tooMany.has(each)) };
}
