import { timestamp, type DeviceRecord, type IssuedCertificate } from './device-record';

/** Retired certificates that stay on record, the newest. With the outstanding ones this bounds the item. */
export const maximumRetired = 20;

/**
 * Notes that certificates are inactive and detached, and until when AWS IoT keeps them. What is unknown or noted
 * already changes nothing.
 */
export function retire(
  record: DeviceRecord,
  certificateIds: readonly string[],
  { at, retainUntil }: Retirement,
): DeviceRecord | undefined {
  const retiredNow = (certificate: IssuedCertificate): boolean =>
    certificate.retiredAt === undefined && certificateIds.includes(certificate.certificateId);
  if (!record.certificates.some(retiredNow)) return undefined;
  const noted = { retiredAt: timestamp(at), retainUntil: timestamp(retainUntil) };
  const certificates = record.certificates.map((certificate) =>
    retiredNow(certificate) ? { ...certificate, ...noted } : certificate,
  );
  return { ...record, certificates: withinBounds(certificates, record.current) };
}

export interface Retirement {
  readonly at: Date;
  readonly retainUntil: Date;
}

/** Forgets the oldest retired certificates beyond what an item has room for, those first that exist no more. */
function withinBounds(
  certificates: readonly IssuedCertificate[],
  current: string | undefined,
): readonly IssuedCertificate[] {
  // The current one stays: it says what others may succeed, even when an operator took it out of service.
  const retired = certificates.filter(
    (each) => each.retiredAt !== undefined && each.certificateId !== current,
  );
  const isDeleted = (each: IssuedCertificate): boolean => each.deletedAt !== undefined;
  const byUse = [...retired.filter(isDeleted), ...retired.filter((each) => !isDeleted(each))];
  const tooMany = new Set(byUse.slice(0, Math.max(0, byUse.length - maximumRetired)));
  return certificates.filter((each) => !tooMany.has(each));
}
