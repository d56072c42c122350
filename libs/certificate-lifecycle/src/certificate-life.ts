import { defined } from '@fleet/optional-members';
import { canBecomeCurrent, dateToRestore, retirable, toReinstate } from './certificate-standing';
import { mayMove, supersede, type ClaimStanding } from './claim-standing';
import {
  emptyRecord,
  findCertificate,
  mayReprovision,
  timestamp,
  type DeviceRecord,
  type IssuedCertificate,
  type Timestamp,
  type Transition,
} from './device-record';
import { awaitsWarning, certificateInForce } from './warnings';
import { issue, issuedBefore, refused, type IssueDecision } from './issuance';
import type { Amends, DueCertificate, ProofDecision } from './proof-decision';

/*
 * The life of a device's certificates, without I/O: what may be issued, what becomes current, what is retired.
 *
 * One rule carries it: every certificate remembers what was current when it was issued (`succeeds`), and
 * `current` moves from C to Y only if Y succeeds C. So of several certificates issued over the same one, the
 * first to be proven wins and the others never can again; and none that was current ever is again.
 */

/** A sighting is not written again within this time: a reconnecting fleet must not become a writing one. */
const seenResolutionMillis = 3_600_000;

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
  if (record.current !== undefined && !mayReprovision(record, certificateId, at)) {
    return refused('has-current');
  }
  return issue(record, { certificateId, issuedOver, model }, at);
}

/**
 * A certificate is asked for over one that the device has. That request is itself the proof of the latter: where
 * it may become current, it does, in the same write.
 * @param claim how the claim stands that the latter was issued over, where it was and is not proven yet
 */
export function issueOverCertificate(
  known: DeviceRecord | undefined,
  request: RotationRequest,
  claim: ClaimStanding = 'stands',
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
  if (over.certificateId !== known.current && claim === 'fallen') {
    return refused('fallen-claim');
  }
  const before = findCertificate(known, certificateId);
  if (before !== undefined) {
    return issuedBefore(known, before, issuedOver);
  }
  const proven = seen(becomeCurrent(known, over, at), {
    certificateId: over.certificateId,
    source: 'confirmation',
    at,
  });
  return issue(proven, { certificateId, issuedOver, model: over.model }, at);
}

export interface Proof {
  readonly serial: string;
  readonly certificateId: string;
  readonly source: 'confirmation' | 'presence';
  readonly at: Date;
  /** When its connection began, in AWS IoT's words. */
  readonly connectedAt?: Date;
}

/**
 * A certificate carried a connection. Idempotent, and right in any order of events.
 * @param claim how the claim stands that it was issued over, where it was and is not proven yet
 */
export function prove(
  known: DeviceRecord | undefined,
  proof: Proof,
  claim: ClaimStanding = 'stands',
): Transition<ProofDecision> {
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
  const moves = !isCurrent && mayMove(known, certificate);
  if (moves && claim === 'fallen') {
    return proofOverFallenClaim(known, certificate, proof.at);
  }
  const moved = moves ? becomeCurrent(known, certificate, proof.at) : known;
  const next = seen(moved, proof);
  // Retired, and yet it carried a connection: RegisterThing activated it after it was retired. Once more, then.
  const inVain =
    !isCurrent && !moves && certificate.retiredAt !== undefined ? [certificate.certificateId] : [];
  const retire = [...inVain, ...retirable(next)];
  const change = defined({ next: next === known ? undefined : next });
  const amends = amendsOf(next);
  if (isCurrent) {
    return { outcome: { outcome: 'already-current', retire, ...amends, ...dueOf(next) }, ...change };
  }
  if (!moves) {
    return { outcome: { outcome: 'refused', reason: 'superseded', retire }, ...change };
  }
  const previous = defined({ previous: known.current });
  return { outcome: { outcome: 'moved', ...previous, retire, ...amends }, ...change };
}

/** Whoever has it got it over a claim that has leaked: it loses its place, and goes. */
function proofOverFallenClaim(
  known: DeviceRecord,
  { certificateId, retiredAt }: IssuedCertificate,
  at: Date,
): Transition<ProofDecision> {
  const next = supersede(known, [certificateId], at);
  const inVain = retiredAt === undefined ? [] : [certificateId];
  const retire = [...inVain, ...retirable(next)];
  return { outcome: { outcome: 'refused', reason: 'fallen-claim', retire }, next };
}

/** What a sweep did to the current certificate while nobody knew that it was to become so. */
function amendsOf(record: DeviceRecord): Amends {
  return defined({
    reinstate: toReinstate(record)?.certificateId,
    restoreDate: dateToRestore(record),
  });
}

function dueOf(record: DeviceRecord): { readonly due?: DueCertificate } {
  const { dueNotedAt, warnedAt } = certificateInForce(record) ?? {};
  return dueNotedAt === undefined ? {} : { due: defined({ warnedAt }) };
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
  const { permittedCertificate: _permitted, ...others } = record;
  return { ...others, current: certificateId, model, certificates, permits: {} };
}

function seen(
  record: DeviceRecord,
  { certificateId, source, at, connectedAt }: Omit<Proof, 'serial'>,
): DeviceRecord {
  const certificate = findCertificate(record, certificateId);
  if (certificate === undefined) {
    return record;
  }
  const confirms =
    source === 'confirmation' && record.current === certificateId && certificate.confirmedAt === undefined;
  const noted = defined({
    lastSeenAt: isStale(certificate.lastSeenAt, at) ? timestamp(at) : undefined,
    confirmedAt: confirms ? timestamp(at) : undefined,
    connectedAt: isWorthNoting(record, certificate, connectedAt) ? timestamp(connectedAt) : undefined,
  });
  if (Object.keys(noted).length === 0) {
    return record;
  }
  const after: IssuedCertificate = { ...certificate, ...noted };
  return {
    ...record,
    certificates: record.certificates.map((each) => (each === certificate ? after : each)),
  };
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
