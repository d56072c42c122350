import { formatCertDate } from '@fleet/cert-dates';
import type { Amends, DeviceRecord, ProofDecision } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import {
  InadmissibleSerialError,
  parseProofEvent,
  parseSerial,
  thingAttributes,
  type ProofEvent,
  type SerialRules,
} from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { Logger } from 'pino';
import { logDecision, type DecisionRecord } from '../hook/decision-log';
import type { IotRegistry } from '../iot/iot-registry';
import { withinDeadline, type Timer } from '../time/deadline';
import { answerWithWarning, type Warnings } from './answer-with-warning';

export interface ProofHandler {
  readonly registry: Pick<DeviceRegistry, 'find' | 'proveCurrent' | 'noteRetired' | 'noteDateRestored'>;
  readonly iot: Pick<IotRegistry, 'isActiveCertificateOf' | 'activate' | 'retire' | 'setAttributes'>;
  readonly warnings: Warnings;
  /** The resource tag. */
  readonly fleet: string;
  readonly serialRules: SerialRules;
  /** Days for which a retired certificate is kept before a sweep deletes it. */
  readonly retainDays: number;
  /** For all that a proof brings about; what is then still asked of AWS is given up, and begun anew by Lambda. */
  readonly deadlineMillis: number;
  readonly now: () => Date;
  readonly log: Logger;
  /** The machine's own by default. */
  readonly timer?: Timer;
}

/**
 * Hears from the two topic rules that a certificate has carried a connection; makes it current where it may be, and
 * retires the others. Idempotent, and right in any order: rules invoke it asynchronously and again after failures,
 * which are thrown for that purpose.
 */
export function serveProof(handler: ProofHandler): (event: unknown) => Promise<void> {
  const { log, now, fleet } = handler;
  const served = { fleet, source: 'proof' } as const;
  return async (raw) => {
    const at = now();
    const proof = parseProofEvent(raw);
    if (proof === undefined || !isDevice(proof, handler.serialRules)) {
      logDecision(log, served, at, {
        decision: 'ignored',
        reason: 'no-device',
        clientId: proof?.clientId,
        principal: proof?.principal,
      });
      return;
    }
    const about = { serial: proof.clientId, principal: proof.principal };
    try {
      const decision = await withinDeadline(
        handler.deadlineMillis,
        () => prove(handler, proof, at),
        handler.timer,
      );
      logDecision(log, served, at, {
        decision: decision.outcome,
        reason: decision.outcome === 'refused' ? decision.reason : 'none',
        became: decision.became,
        ...about,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      logDecision(log.child({ err: error }), served, at, { decision: 'error', reason, ...about });
      throw error;
    }
  };
}

/**
 * A certificate that may become current has carried a connection, and AWS IoT's registry does not show it attached
 * and active yet. Thrown, so that Lambda brings the proof again: a device that never confirms sends no second one.
 */
export class ProofAheadError extends Error {
  override readonly name = 'ProofAheadError';
  constructor(serial: string) {
    super(
      `The registry does not show the certificate attached to ${serial} and active yet; it is asked again.`,
    );
  }
}

type Verdict = Pick<DecisionRecord, 'became'> &
  (
    | Exclude<ProofDecision, { readonly outcome: 'refused' }>
    | { readonly outcome: 'refused'; readonly reason: string }
  );

async function prove(handler: ProofHandler, proof: ProofEvent, at: Date): Promise<Verdict> {
  const { registry, iot } = handler;
  const { clientId: serial, principal: certificateId, publisher } = proof;
  // Only AWS IoT says who has connected. A device may say it of itself, which is what a confirmation is.
  if (publisher !== undefined && publisher !== certificateId) {
    return { outcome: 'refused', reason: 'forged-event' };
  }
  // The record first: every connect of every client of the account comes here, and AWS IoT answers some ten of these
  // questions a second, which the hooks need. What is current already was asked about when it became so.
  const known = await registry.find(serial);
  if (known === undefined) {
    return { outcome: 'refused', reason: 'unknown-device' };
  }
  if (known.current !== certificateId && !(await isItsOwn(handler, known, certificateId))) {
    return { outcome: 'refused', reason: 'foreign-certificate' };
  }
  const { source, connectedAt } = proof;
  const sighting = { source, at, ...defined({ seenAt: seenAt(proof, at), connectedAt }) };
  const decision = await registry.proveCurrent({ serial, certificateId, ...sighting }, known);
  // First what the device needs, then what nobody needs any more: this may fail half-way, and be called again.
  if (decision.outcome !== 'refused') {
    await makeAmends(handler, known, certificateId, decision);
  }
  for (const superseded of decision.retire) {
    await iot.retire(serial, superseded);
  }
  if (decision.retire.length > 0) {
    await registry.noteRetired(serial, decision.retire, { at, retainDays: handler.retainDays });
  }
  if (decision.outcome === 'already-current' && decision.due !== undefined) {
    await answerWithWarning(handler.warnings, proof, decision.due);
  }
  return decision.outcome === 'moved' ? { ...decision, became: becameOf(known, certificateId) } : decision;
}

/**
 * When the certificate carried its connection. Were it the moment in which a late message is read, the certificate in force
 * would seem to be used long after a successor was issued over it, which would be taken for lost.
 */
function seenAt({ at: confirmedAt, connectedAt = confirmedAt }: ProofEvent, now: Date): Date | undefined {
  return connectedAt !== undefined && connectedAt < now ? connectedAt : undefined;
}

/** Neither where a claim gave the device another certificate, as its operator had permitted. */
function becameOf({ certificates }: DeviceRecord, certificateId: string): DecisionRecord['became'] {
  const certificate = certificates.find((each) => each.certificateId === certificateId);
  if (certificate === undefined || certificate.succeeds === undefined) {
    return 'joined';
  }
  return certificate.issuedOver === certificate.succeeds ? 'rotated' : undefined;
}

async function makeAmends(
  handler: ProofHandler,
  known: DeviceRecord,
  certificateId: string,
  { reinstate, restoreDate: issuedAt }: Amends,
): Promise<void> {
  // A sweep took it for lost while it was on its way to carry this connection. The mark stays: that sweep may be about
  // to make it inactive, and the next takes the mark away.
  if (reinstate !== undefined && !(await handler.iot.activate(reinstate))) {
    const { serial } = known;
    handler.log.warn(
      { serial, certificateId },
      'the certificate in force is REVOKED or deleted, and stays so',
    );
  }
  if (issuedAt !== undefined) {
    await restoreDate(handler, known, certificateId, issuedAt);
  }
}

/** It was proven late: a sweep had put date and model of its predecessor back on the thing. */
async function restoreDate(
  { registry, iot }: ProofHandler,
  { serial, certificates }: DeviceRecord,
  certificateId: string,
  issuedAt: string,
): Promise<void> {
  const date = formatCertDate(new Date(issuedAt));
  const model = certificates.find((each) => each.certificateId === certificateId)?.model;
  const attributes = { [thingAttributes.certIssuance]: date, [thingAttributes.modelType]: model };
  await iot.setAttributes(serial, defined(attributes));
  await registry.noteDateRestored(serial, certificateId);
}

async function isItsOwn(
  { iot }: ProofHandler,
  { serial, certificates, current }: DeviceRecord,
  certificateId: string,
): Promise<boolean> {
  const onRecord = certificates.find((each) => each.certificateId === certificateId);
  if (onRecord === undefined) {
    return false;
  }
  // Inactive by a sweep, or soon, and yet it carried a connection: the record decides whether it comes back.
  if (onRecord.lostAt !== undefined) {
    return true;
  }
  if (await iot.isActiveCertificateOf(serial, certificateId)) {
    return true;
  }
  if (onRecord.service === 'in-service' && onRecord.succeeds === current) {
    throw new ProofAheadError(serial);
  }
  return false;
}

/** Claim connections have presence events too, as have clients that are no devices of a fleet. */
function isDevice(proof: ProofEvent, rules: SerialRules): boolean {
  try {
    parseSerial(proof.clientId, rules);
    return true;
  } catch (error) {
    if (error instanceof InadmissibleSerialError) {
      return false;
    }
    throw error;
  }
}
