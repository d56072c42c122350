import { defined } from '@fleet/optional-members';
import { canBecomeCurrent, dateToRestore, mayComeBack, retirable, toReinstate } from './certificate-standing';
import {
  emptyRecord,
  findCertificate,
  hasPermit,
  timestamp,
  type DeviceRecord,
  type IssuedCertificate,
  type Timestamp,
} from './device-record';

/*
 * The life of a device's certificates, without I/O: what may be issued, what becomes current, what is retired.
 *
 * One rule carries it: every certificate remembers what was current when it was issued (`succeeds`), and
 * `current` moves from C to Y only if Y succeeds C. So of several certificates issued over the same one, the
 * first to be proven wins and the others never can again; and none that was current ever is again.
 */

/** What a rule decides: an outcome, and the record to write when something changes. */
export interface Transition<Outcome> {
  readonly outcome: Outcome;
  readonly next?: DeviceRecord;
}

/** Certificates besides the current one that wait to be proven. */
export const maximumOutstanding = 12;

/** Certificates of a device that AWS IoT has, or may have: what is waiting to be deleted counts. Bounds the item. */
export const maximumKept = 60;

/** Who holds a claim can fill that for a device that was never proven; an operator's permit has room beyond it. */
const roomForPermitted = 20;

/** `lastSeenAt` is not written again within this time: a reconnecting fleet must not become a writing one. */
const seenResolutionMillis = 3_600_000;

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

export interface ProvisionRequest {
  readonly serial: string;
  readonly certificateId: string;
  /** The claim certificate on the connection, and the model on its record. */
  readonly claimCertificateId: string;
  readonly model: string;
  readonly at: Date;
}

export interface RotationRequest {
  readonly serial: string;
  readonly certificateId: string;
  /** The certificate on the connection. */
  readonly issuedOver: string;
  readonly at: Date;
}

/** A certificate is asked for over a claim. Asking again for the same certificate changes nothing. */
export function issueOverClaim(
  known: DeviceRecord | undefined,
  request: ProvisionRequest,
): Transition<IssueDecision> {
  const record = known ?? emptyRecord(request.serial);
  const { certificateId, claimCertificateId: issuedOver, model, at } = request;
  if (record.state === 'blocked') {
    return refused('blocked');
  }
  if (record.allowedModel !== undefined && record.allowedModel !== model) {
    return refused('foreign-model');
  }
  if (record.current === certificateId) {
    return refused('has-current');
  }
  const before = findCertificate(record, certificateId);
  if (before !== undefined) {
    return issuedBefore(record, before, issuedOver);
  }
  if (record.current !== undefined && !hasPermit(record, 'reprovision', at)) {
    return refused('has-current');
  }
  return issue(record, { certificateId, issuedOver, model }, at);
}

/**
 * A certificate is asked for over one that the device has. That request is itself the proof of the latter: where
 * it may become current, it does, in the same write.
 */
export function issueOverCertificate(
  known: DeviceRecord | undefined,
  request: RotationRequest,
): Transition<IssueDecision> {
  const { certificateId, issuedOver, at } = request;
  if (known === undefined) {
    return refused('unknown-device');
  }
  if (known.state === 'blocked') {
    return refused('blocked');
  }
  const over = findCertificate(known, issuedOver);
  if (over === undefined) {
    return refused('unknown-certificate');
  }
  if (over.certificateId !== known.current && !canBecomeCurrent(known, over)) {
    return refused('superseded');
  }
  const before = findCertificate(known, certificateId);
  if (before !== undefined) {
    return issuedBefore(known, before, issuedOver);
  }
  const proven = seen(becomeCurrent(known, over, at), over.certificateId, 'confirmation', at);
  return issue(proven, { certificateId, issuedOver, model: over.model }, at);
}

export type ProofRefusal =
  /** No record, or none of this certificate: this fleet did not issue it for this device. */
  | 'unknown-device'
  | 'unknown-certificate'
  /** It lost its place to another certificate, for good. */
  | 'superseded'
  | 'blocked';

export interface ProofDecision {
  readonly outcome: 'moved' | 'already-current' | 'refused';
  /** Only when refused. */
  readonly reason?: ProofRefusal;
  /** Only when moved from one to another. */
  readonly previous?: string;
  /** Certificates to be made inactive and detached now, whatever the outcome: an earlier attempt may have failed. */
  readonly retire: readonly string[];
  /** The current certificate, where it was taken for lost and has to be made active again. Before all else. */
  readonly reinstate?: string;
  /** When the current certificate was issued, where the thing does not show that date any more. */
  readonly restoreDate?: Timestamp;
}

export interface Proof {
  readonly serial: string;
  readonly certificateId: string;
  readonly source: 'confirmation' | 'presence';
  readonly at: Date;
}

/** A certificate carried a connection. Idempotent, and right in any order of events. */
export function prove(known: DeviceRecord | undefined, proof: Proof): Transition<ProofDecision> {
  if (known === undefined) {
    return { outcome: { outcome: 'refused', reason: 'unknown-device', retire: [] } };
  }
  const certificate = findCertificate(known, proof.certificateId);
  if (known.state === 'blocked') {
    return { outcome: { outcome: 'refused', reason: 'blocked', retire: [] } };
  }
  if (certificate === undefined) {
    return { outcome: { outcome: 'refused', reason: 'unknown-certificate', retire: retirable(known) } };
  }
  const isCurrent = certificate.certificateId === known.current;
  const moves = !isCurrent && (canBecomeCurrent(known, certificate) || mayComeBack(known, certificate));
  const moved = moves ? becomeCurrent(known, certificate, proof.at) : known;
  const next = seen(moved, proof.certificateId, proof.source, proof.at);
  // Retired, and yet it carried a connection: RegisterThing activated it after it was retired. Once more, then.
  const inVain =
    !isCurrent && !moves && certificate.retiredAt !== undefined ? [certificate.certificateId] : [];
  const retire = [...inVain, ...retirable(next)];
  const change = defined({ next: next === known ? undefined : next });
  const amends = amendsOf(next);
  if (isCurrent) {
    return { outcome: { outcome: 'already-current', retire, ...amends }, ...change };
  }
  if (!moves) {
    return { outcome: { outcome: 'refused', reason: 'superseded', retire }, ...change };
  }
  const previous = defined({ previous: known.current });
  return { outcome: { outcome: 'moved', ...previous, retire, ...amends }, ...change };
}

/** What a sweep did to the current certificate while nobody knew that it was to become so. */
function amendsOf(record: DeviceRecord): Pick<ProofDecision, 'reinstate' | 'restoreDate'> {
  return defined({
    reinstate: toReinstate(record)?.certificateId,
    restoreDate: dateToRestore(record),
  });
}

function becomeCurrent(
  record: DeviceRecord,
  { certificateId, model }: IssuedCertificate,
  at: Date,
): DeviceRecord {
  if (record.current === certificateId) {
    return record;
  }
  const certificates = record.certificates.map((each) => {
    if (each.certificateId !== certificateId) {
      return each;
    }
    const { retiredAt: _retired, retainUntil: _retained, ...current } = each;
    return { ...current, provenAt: timestamp(at) };
  });
  // The permits that led here have done their work.
  return { ...record, current: certificateId, model, certificates, permits: {} };
}

function seen(record: DeviceRecord, certificateId: string, source: Proof['source'], at: Date): DeviceRecord {
  const certificate = findCertificate(record, certificateId);
  if (certificate === undefined) {
    return record;
  }
  const stale =
    certificate.lastSeenAt === undefined ||
    at.getTime() - Date.parse(certificate.lastSeenAt) >= seenResolutionMillis;
  const confirms =
    source === 'confirmation' && record.current === certificateId && certificate.confirmedAt === undefined;
  if (!stale && !confirms) {
    return record;
  }
  const after: IssuedCertificate = {
    ...certificate,
    ...defined({
      lastSeenAt: stale ? timestamp(at) : undefined,
      confirmedAt: confirms ? timestamp(at) : undefined,
    }),
  };
  return {
    ...record,
    certificates: record.certificates.map((each) => (each === certificate ? after : each)),
  };
}

function issue(
  record: DeviceRecord,
  certificate: Pick<IssuedCertificate, 'certificateId' | 'issuedOver' | 'model'>,
  at: Date,
): Transition<IssueDecision> {
  const kept = record.certificates.filter(({ deletedAt }) => deletedAt === undefined);
  const most = maximumKept + (hasPermit(record, 'reprovision', at) ? roomForPermitted : 0);
  if (kept.length >= most) {
    return refused('too-many-outstanding');
  }
  const succeeds = defined({ succeeds: record.current });
  const issued: IssuedCertificate = { ...certificate, ...succeeds, issuedAt: timestamp(at) };
  const next: DeviceRecord = {
    ...record,
    state: 'active',
    ...defined({ model: record.current === undefined ? certificate.model : undefined }),
    firstIssuedAt: record.firstIssuedAt ?? timestamp(at),
    certificates: [...withRoomForOne(record, at), issued],
  };
  return { outcome: { outcome: 'recorded', record: next, model: certificate.model }, next };
}

/**
 * Of too many that wait for a proof the oldest loses its place, and is retired: registrations may have failed behind
 * the hook for days, and a device must not be locked out by that.
 */
function withRoomForOne(record: DeviceRecord, at: Date): readonly IssuedCertificate[] {
  const waiting = record.certificates.filter((each) => canBecomeCurrent(record, each));
  const tooMany = new Set(waiting.slice(0, Math.max(0, waiting.length + 1 - maximumOutstanding)));
  return record.certificates.map((each) =>
    tooMany.has(each) ? { ...each, supersededAt: timestamp(at) } : each,
  );
}

/** RegisterThing came a second time for one certificate, after a lost answer perhaps. */
function issuedBefore(
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
  const certificates = record.certificates.map((each) => (each === before ? fresh : each));
  const next = { ...record, certificates };
  return { outcome: { outcome: 'recorded', record: next, model: before.model }, next };
}

function refused(reason: IssueRefusal): Transition<IssueDecision> {
  return { outcome: { outcome: 'refused', reason } };
}
