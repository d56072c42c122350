import { defined } from '@fleet/optional-members';
import { canBecomeCurrent, dateToRestore, movable, retirable, toReinstate } from './certificate-standing';
import type { ClaimStanding } from './claim-standing';
import {
  certificateInForce,
  emptyRecord,
  findCertificate,
  mayReprovision,
  timestamp,
  type DeviceRecord,
  type Transition,
} from './device-record';
import type { CertificateInForce, UnprovenCertificate } from './issued-certificate';
import { supersede } from './supersession';
import { seen, type Sighting } from './sightings';
import { issue, issuedBefore, refused, type IssueDecision } from './issuance';
import { turnLeft } from './turn-to-rotate';
import type { Amends, DueCertificate, ProofDecision } from './proof-decision';

/*
 * The life of a device's certificates, without I/O: what may be issued, what becomes current, what is retired.
 *
 * One rule carries it: every certificate remembers what was current when it was issued (`succeeds`), and
 * `current` moves from C to Y only if Y succeeds C. So of several certificates issued over the same one, the
 * first to be proven wins and the others never can again; and none that was current ever is again.
 */

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
  const successor = over.stage === 'unproven' && canBecomeCurrent(known, over) ? over : undefined;
  if (over.certificateId !== known.current && successor === undefined) {
    return refused('superseded');
  }
  if (successor !== undefined && claim === 'fallen') {
    return refused('fallen-claim');
  }
  const before = findCertificate(known, certificateId);
  if (before !== undefined) {
    return issuedBefore(known, before, issuedOver);
  }
  const moved = successor === undefined ? known : becomeCurrent(known, successor, at);
  const proven = seen(moved, { certificateId: over.certificateId, source: 'confirmation', at });
  return issue(proven, { certificateId, issuedOver, model: over.model }, at);
}

export interface Proof extends Sighting {
  readonly serial: string;
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
  const successor = movable(known, certificate);
  const moves = successor !== undefined;
  if (moves && claim === 'fallen') {
    return proofOverFallenClaim(known, successor, proof.at);
  }
  const moved = moves ? becomeCurrent(known, successor, proof.at) : known;
  const next = seen(moved, proof);
  // Retired, and yet it carried a connection: RegisterThing activated it after it was retired. Once more, then.
  const inVain =
    !isCurrent && !moves && certificate.service !== 'in-service' ? [certificate.certificateId] : [];
  const retire = [...inVain, ...retirable(next)];
  const change = defined({ next: next === known ? undefined : next });
  const amends = amendsOf(next);
  if (isCurrent) {
    return {
      outcome: { outcome: 'already-current', retire, ...amends, ...dueOf(next, proof.at) },
      ...change,
    };
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
  certificate: UnprovenCertificate,
  at: Date,
): Transition<ProofDecision> {
  const next = supersede(known, [certificate], at);
  const inVain = certificate.service === 'in-service' ? [] : [certificate.certificateId];
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

function dueOf(record: DeviceRecord, at: Date): { readonly due?: DueCertificate } {
  const current = certificateInForce(record);
  if (current?.dueNotedAt === undefined) {
    return {};
  }
  return { due: defined({ warnedAt: current.warnedAt, startsInSeconds: turnLeft(current, at) }) };
}

function becomeCurrent(record: DeviceRecord, successor: UnprovenCertificate, at: Date): DeviceRecord {
  const proven = inForceFrom(successor, at);
  const { certificateId: current, model } = proven;
  const certificates = record.certificates.map((each) => (each.certificateId === current ? proven : each));
  // The permits that led here have done their work.
  const { namedPermit: _named, ...others } = record;
  return { ...others, current, model, certificates, permits: {} };
}

/** In service, also where a sweep has taken it for lost and retired it. */
function inForceFrom(successor: UnprovenCertificate, at: Date): CertificateInForce {
  const proven = { stage: 'proven', service: 'in-service', provenAt: timestamp(at) } as const;
  if (successor.service === 'in-service') {
    return { ...successor, ...proven };
  }
  const { retiredAt: _retired, retainUntil: _retained, ...kept } = successor;
  return { ...kept, ...proven };
}
