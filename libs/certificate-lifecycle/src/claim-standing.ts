import { adoptedOver } from './adoption';
import { supersede } from './supersession';
import { isOutstanding, movable } from './certificate-standing';
import { findCertificate, type ClaimRecord, type DeviceRecord, type Transition } from './device-record';
import type { IssuedCertificate, ProvenCertificate } from './issued-certificate';

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
  if (record === undefined || certificate === undefined || movable(record, certificate) === undefined) {
    return undefined;
  }
  return isOverClaim(certificate) ? certificate.issuedOver : undefined;
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
  const withdrawn = concerned.filter((each) => movable(record, each) !== undefined);
  const outcome = concerned
    .filter((each) => isOutstanding(record, each) || withdrawn.includes(each))
    .map(({ certificateId }) => certificateId);
  return withdrawn.length === 0 ? { outcome } : { outcome, next: supersede(record, withdrawn, at) };
}

/** The certificate that a device joined with over that claim, as far as its record reaches. */
export function joinedOver(
  { certificates }: Pick<DeviceRecord, 'certificates'>,
  claimCertificateId: string,
): ProvenCertificate | undefined {
  return certificates.find(
    (each): each is ProvenCertificate => each.issuedOver === claimCertificateId && each.stage === 'proven',
  );
}

/** Whether it was issued over that claim, and was never proven. */
export function isUnprovenOver(certificate: IssuedCertificate, claimCertificateId: string): boolean {
  const { issuedOver, stage, service } = certificate;
  return issuedOver === claimCertificateId && stage !== 'proven' && service !== 'deleted';
}

function isOverClaim({ issuedOver, succeeds }: IssuedCertificate): boolean {
  return issuedOver !== succeeds && issuedOver !== adoptedOver;
}
