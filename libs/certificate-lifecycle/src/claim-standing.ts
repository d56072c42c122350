import { adoptedOver } from './adoption';
import { canBecomeCurrent, isOutstanding, mayComeBack } from './certificate-standing';
import {
  findCertificate,
  timestamp,
  type ClaimRecord,
  type DeviceRecord,
  type IssuedCertificate,
  type Transition,
} from './device-record';

/*
 * What the revocation of a claim means for the certificates that were issued over it: those that were proven before it
 * stay, and those that were not never can be.
 */

/** `fallen`: the claim is not on record any more, or its record says that it was revoked. */
export type ClaimStanding = 'stands' | 'fallen';

export function claimStanding(claim: ClaimRecord | undefined): ClaimStanding {
  return claim === undefined || claim.revokedAt !== undefined ? 'fallen' : 'stands';
}

/**
 * The claim that has to stand for this certificate to become current: nothing where it has no such step before it, or
 * was issued over a certificate of the device. Such a one remembers the same certificate in both places.
 */
export function claimBehind(record: DeviceRecord | undefined, certificateId: string): string | undefined {
  const certificate = record && findCertificate(record, certificateId);
  if (record === undefined || certificate === undefined || !mayMove(record, certificate)) {
    return undefined;
  }
  return isOverClaim(certificate) ? certificate.issuedOver : undefined;
}

/** Whether this certificate may become current, as far as the device's other certificates go. */
export function mayMove(record: DeviceRecord, certificate: IssuedCertificate): boolean {
  return canBecomeCurrent(record, certificate) || mayComeBack(record, certificate);
}

/** Takes a certificate its place among those that may become current. */
export function supersede(record: DeviceRecord, certificateIds: readonly string[], at: Date): DeviceRecord {
  const certificates = record.certificates.map((each) =>
    certificateIds.includes(each.certificateId) ? { ...each, supersededAt: timestamp(at) } : each,
  );
  return { ...record, certificates };
}

/**
 * Has none of the certificates that were issued over a claim become current any more, where they have not yet.
 * @returns those that are to be made inactive and detached: also what an interrupted attempt has left
 */
export function withdrawUnproven(
  record: DeviceRecord,
  claimCertificateId: string,
  at: Date,
): Transition<readonly string[]> {
  const concerned = record.certificates.filter((each) => isUnprovenOver(each, claimCertificateId));
  const movable = concerned.filter((each) => mayMove(record, each));
  const outcome = concerned
    .filter((each) => isOutstanding(record, each) || movable.includes(each))
    .map(({ certificateId }) => certificateId);
  if (movable.length === 0) {
    return { outcome };
  }
  const ids = movable.map(({ certificateId }) => certificateId);
  return { outcome, next: supersede(record, ids, at) };
}

/** Whether it was issued over that claim, and was never proven. */
export function isUnprovenOver(certificate: IssuedCertificate, claimCertificateId: string): boolean {
  const { issuedOver, provenAt, deletedAt } = certificate;
  return issuedOver === claimCertificateId && provenAt === undefined && deletedAt === undefined;
}

function isOverClaim({ issuedOver, succeeds }: IssuedCertificate): boolean {
  return issuedOver !== succeeds && issuedOver !== adoptedOver;
}
