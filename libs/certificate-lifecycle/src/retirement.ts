import { canBecomeCurrent, toReinstate } from './certificate-standing';
import {
  findCertificate,
  timestamp,
  type DeviceRecord,
  type IssuedCertificate,
  type Transition,
} from './device-record';

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
  const certificates = record.certificates.map((each) =>
    each === successor ? { ...each, lostAt: timestamp(at) } : each,
  );
  return { outcome: true, next: { ...record, certificates } };
}

/**
 * Notes that certificates are inactive, and until when AWS IoT keeps them. What is unknown or noted already changes
 * nothing.
 */
export function retire(
  record: DeviceRecord,
  certificateIds: readonly string[],
  { at, retainDays }: Retirement,
): DeviceRecord | undefined {
  const retiredNow = (certificate: IssuedCertificate): boolean =>
    certificate.retiredAt === undefined &&
    certificateIds.includes(certificate.certificateId) &&
    !isToReinstate(record, certificate);
  if (!record.certificates.some(retiredNow)) {
    return undefined;
  }
  const after = (days: number) => timestamp(new Date(at.getTime() + days * dayMillis));
  const certificates = record.certificates.map((certificate) => {
    if (!retiredNow(certificate)) {
      return certificate;
    }
    // What never carried a connection, and is not about to, leaves nothing to look up.
    const { provenAt, lostAt } = certificate;
    const days = provenAt === undefined && lostAt === undefined ? 0 : retainDays;
    return { ...certificate, retiredAt: timestamp(at), retainUntil: after(days) };
  });
  return { ...record, certificates };
}

/** It was proven while a sweep made it inactive: its mark has it made active again. */
function isToReinstate(record: DeviceRecord, { certificateId }: IssuedCertificate): boolean {
  return toReinstate(record)?.certificateId === certificateId;
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
