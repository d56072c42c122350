import { canBecomeCurrent, isOutstanding } from './certificate-standing';
import { findCertificate, replacing, timestamp, type DeviceRecord, type Transition } from './device-record';
import type { IssuedCertificate } from './issued-certificate';

/** Deleted certificates that stay on record, the newest. With those that are kept this bounds the item. */
export const maximumDeleted = 20;

/**
 * Notes, before AWS IoT makes it inactive, that a successor is taken for lost: should the sweep be cut off between the
 * two, this is what lets the certificate come back. The outcome is whether it is to be made inactive, which it is not
 * when it came into force meanwhile.
 */
export function takeForLost(record: DeviceRecord, certificateId: string, at: Date): Transition<boolean> {
  const successor = findCertificate(record, certificateId);
  if (successor === undefined || !canBecomeCurrent(record, successor)) {
    return { outcome: false };
  }
  if (successor.lostAt !== undefined) {
    return { outcome: true };
  }
  return { outcome: true, next: replacing(record, successor, { ...successor, lostAt: timestamp(at) }) };
}

/**
 * Notes that certificates are inactive, and until when AWS IoT keeps them. What is unknown or noted already changes
 * nothing. Nor does the one in force: it was proven while a sweep made it inactive, and its mark has it made active again.
 */
export function retire(
  record: DeviceRecord,
  certificateIds: readonly string[],
  { at, retainDays }: Retirement,
): DeviceRecord | undefined {
  const retiredNow = (certificate: IssuedCertificate): boolean =>
    isOutstanding(record, certificate) && certificateIds.includes(certificate.certificateId);
  if (!record.certificates.some(retiredNow)) {
    return undefined;
  }
  const after = (days: number) => timestamp(new Date(at.getTime() + days * dayMillis));
  const certificates = record.certificates.map((certificate): IssuedCertificate => {
    if (certificate.service !== 'in-service' || !retiredNow(certificate)) {
      return certificate;
    }
    // What never carried a connection, and is not about to, leaves nothing to look up.
    const days = certificate.stage !== 'proven' && certificate.lostAt === undefined ? 0 : retainDays;
    return { ...certificate, service: 'retired', retiredAt: timestamp(at), retainUntil: after(days) };
  });
  return { ...record, certificates };
}

export interface Retirement {
  readonly at: Date;
  /** Days for which AWS IoT keeps them, inactive, before a sweep deletes them. */
  readonly retainDays: number;
}

const dayMillis = 86_400_000;

/** Notes retired certificates that AWS IoT has deleted, and forgets the oldest of those beyond what is worth keeping. */
export function noteDeleted(
  record: DeviceRecord,
  certificateIds: readonly string[],
  at: Date,
): DeviceRecord | undefined {
  const deletedNow = ({ certificateId, service }: IssuedCertificate): boolean =>
    service === 'retired' && certificateIds.includes(certificateId);
  if (!record.certificates.some(deletedNow)) {
    return undefined;
  }
  const certificates = record.certificates.map((each): IssuedCertificate =>
    each.service === 'retired' && deletedNow(each)
      ? { ...each, service: 'deleted', deletedAt: timestamp(at) }
      : each,
  );
  const deleted = certificates.filter(({ service }) => service === 'deleted');
  const tooMany = new Set(deleted.slice(0, Math.max(0, deleted.length - maximumDeleted)));
  return { ...record, certificates: certificates.filter((each) => !tooMany.has(each)) };
}
