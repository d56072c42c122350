import { defined } from '@fleet/optional-members';
import { canBecomeCurrent } from './certificate-standing';
import {
  isNamedByPermit,
  mayReprovision,
  replacing,
  timestamp,
  type DeviceRecord,
  type Transition,
} from './device-record';
import type { IssuedAs, IssuedCertificate } from './issued-certificate';
import { supersede } from './supersession';

/* How a certificate is added to a device's record, and how many there may be. */

/** Certificates besides the current one that wait to be proven. */
export const maximumOutstanding = 12;

/** Certificates of a device that AWS IoT has, or may have: what is waiting to be deleted counts. Bounds the item. */
export const maximumKept = 60;

/**
 * Who holds a claim can fill that for a device that was never proven; an operator's permit has room beyond it. He can
 * fill that as well, so the certificate that a permit names has a place of its own: an operator gives few of those.
 */
const roomForPermitted = 20;

export type IssueRefusal =
  /** The operator blocked the device. */
  | 'blocked'
  /** The operator allowed the serial for another model than the claim's. */
  | 'foreign-model'
  /** It has a proven certificate, and no permit to start over. */
  | 'has-current'
  /** Rotation: this fleet has no such device, or issued no such certificate for it. */
  | 'unknown-device'
  | 'unknown-certificate'
  /** The certificate on the connection, or the one to be registered, lost its place to another. */
  | 'superseded'
  /** Rotation over a certificate that was never proven: the claim that it was issued over does not stand any more. */
  | 'fallen-claim'
  /** Too many certificates wait to be retired or deleted, which sweeps do day by day. */
  | 'too-many-outstanding';

export type IssueDecision =
  | {
      readonly outcome: 'recorded';
      readonly record: DeviceRecord;
      /** Model of the device: what the hook writes over the template's parameter. */
      readonly model: string;
    }
  | { readonly outcome: 'refused'; readonly reason: IssueRefusal };

/** Adds a certificate to those of the device, if there is room for it. */
export function issue(
  record: DeviceRecord,
  certificate: Pick<IssuedAs, 'certificateId' | 'issuedOver' | 'model'>,
  at: Date,
): Transition<IssueDecision> {
  if (!hasRoomFor(record, certificate.certificateId, at)) {
    return refused('too-many-outstanding');
  }
  const succeeds = defined({ succeeds: record.current });
  const issued: IssuedCertificate = {
    ...certificate,
    ...succeeds,
    issuedAt: timestamp(at),
    stage: 'unproven',
    service: 'in-service',
  };
  const next: DeviceRecord = {
    ...record,
    state: 'active',
    ...defined({ model: record.current === undefined ? certificate.model : undefined }),
    firstIssuedAt: record.firstIssuedAt ?? timestamp(at),
    certificates: [...withRoomForOne(record, at).certificates, issued],
  };
  return { outcome: { outcome: 'recorded', record: next, model: certificate.model }, next };
}

function hasRoomFor(record: DeviceRecord, certificateId: string, at: Date): boolean {
  const kept = record.certificates.filter(({ service }) => service !== 'deleted');
  const most = maximumKept + (mayReprovision(record, certificateId, at) ? roomForPermitted : 0);
  return kept.length < most || isNamedByPermit(record, certificateId, at);
}

/**
 * Of too many that wait for a proof the oldest loses its place, and is retired: registrations may have failed behind
 * the hook for days, and a device must not be locked out by that. Not the one that an operator has named.
 */
function withRoomForOne(record: DeviceRecord, at: Date): DeviceRecord {
  const waiting = record.certificates.filter(
    (each) => canBecomeCurrent(record, each) && !isNamedByPermit(record, each.certificateId, at),
  );
  const tooMany = waiting.slice(0, Math.max(0, waiting.length + 1 - maximumOutstanding));
  return supersede(record, tooMany, at);
}

/** RegisterThing came a second time for one certificate, after a lost answer perhaps. */
export function issuedBefore(
  record: DeviceRecord,
  before: IssuedCertificate,
  issuedOver: string,
): Transition<IssueDecision> {
  if (before.issuedOver !== issuedOver || !canBecomeCurrent(record, before)) {
    return refused('superseded');
  }
  if (before.dateWithdrawnAt === undefined) {
    return { outcome: { outcome: 'recorded', record, model: before.model } };
  }
  // Registering it again writes its date on the thing once more, for a sweep to withdraw once more.
  const { dateWithdrawnAt: _withdrawn, ...fresh } = before;
  const next = replacing(record, before, fresh);
  return { outcome: { outcome: 'recorded', record: next, model: before.model }, next };
}

export function refused(reason: IssueRefusal): Transition<IssueDecision> {
  return { outcome: { outcome: 'refused', reason } };
}
