import {
  canBecomeCurrent,
  dateToRestore,
  isOutstanding,
  successorsShown,
  toReinstate,
} from './certificate-standing';
import { certificateInForce, timestamp, type DeviceRecord } from './device-record';
import type {
  CertificateInForce,
  IssuedCertificate,
  ProvenCertificate,
  Timestamp,
} from './issued-certificate';

/*
 * What the daily sweep has to do for one device beside warning it: everything that takes time to become right.
 * Each chore has a moment from which on it may be done; the earliest of them puts the record on the sweep's agenda.
 */

const hourMillis = 3_600_000;
const dayMillis = 24 * hourMillis;

/** A certificate is silent when it was seen for the last time a day ago, and an hour, as sightings are noted hourly. */
const silenceMillis = dayMillis + hourMillis;

/**
 * What was let through a moment before a block, or was decided by a sweep, has ended by then: a hook has five seconds,
 * and a chore waits for its turn.
 */
const blockSettlesMillis = 600_000;

export type Chore = { readonly from: Timestamp } & (
  | {
      /** The device is blocked, and a registration or a sweep may have made one of these active after that. */
      readonly kind: 'enforce-block';
      readonly certificateIds: readonly string[];
    }
  | {
      /** The operator lets it rotate before it is due: it is notified every day until it has rotated, or the permit ends. */
      readonly kind: 'tell-of-permit';
      readonly until: Timestamp;
    }
  | {
      /** The current certificate was taken for lost and proven after that: it has to be active again. */
      readonly kind: 'reinstate';
      readonly certificateId: string;
    }
  | {
      /** Its successors were not proven within a day: the thing gets back what it had from the certificate in force. */
      readonly kind: 'withdraw-date';
      readonly certificateIds: readonly string[];
      /** When the certificate in force was issued, and its model. */
      readonly issuedAt: Timestamp;
      readonly model: string;
    }
  | {
      /** A successor was proven after all: the thing gets its date again, and its model. */
      readonly kind: 'restore-date';
      readonly certificateId: string;
      readonly issuedAt: Timestamp;
      readonly model: string;
    }
  | {
      /** A certificate without a future, to be made inactive and detached. */
      readonly kind: 'retire';
      readonly certificateId: string;
      /** It was the last to carry a connection: not while that may be standing. */
      readonly unlessConnected: boolean;
    }
  | {
      /** A successor that its device seems to have lost, to be made inactive; it may come back until it is deleted. */
      readonly kind: 'retire-lost';
      readonly certificateId: string;
    }
  | {
      /** Retired for long enough to be deleted. */
      readonly kind: 'delete';
      readonly certificateId: string;
    }
);

/** The fleet's rules that chores hang on. */
export interface ChoreRules {
  /** Days of grace, after which a successor that was never proven counts as lost. */
  readonly graceDays: number;
}

/** With the least days of grace that there can be, a record is on the agenda too early rather than too late. */
export const leastGraceDays = 1;

/** The sweep's chores for a device, whether their time has come or not. A blocked device is the operator's alone, but for its block. */
export function chores(record: DeviceRecord, rules: ChoreRules): readonly Chore[] {
  const deletions = deletionsOf(record);
  if (record.state === 'blocked') {
    return [...enforcementOf(record), ...deletions];
  }
  const current = certificateInForce(record);
  const retirements = record.certificates.flatMap((each) => retirementOf(record, each, { current, rules }));
  if (current === undefined) {
    return [...retirements, ...deletions];
  }
  return [
    ...reinstatementOf(record),
    ...permitOf(record, current),
    ...datesOf(record, current),
    ...retirements,
    ...deletions,
  ];
}

/** When the first of a record's chores may be done; `undefined` when it has none. */
export function agendaAt(record: DeviceRecord, rules: ChoreRules): Timestamp | undefined {
  return chores(record, rules)
    .map(({ from }) => from)
    .sort()[0];
}

/** Those whose time has come by `at`. */
export function choresDue(record: DeviceRecord, rules: ChoreRules, at: Date): readonly Chore[] {
  const now = timestamp(at);
  return chores(record, rules).filter(({ from }) => from <= now);
}

function enforcementOf({ certificates, blockedAt, blockEnforcedAt }: DeviceRecord): readonly Chore[] {
  const left = certificates.filter(({ service }) => service === 'in-service');
  const newest = left.at(-1);
  if (newest === undefined || blockEnforcedAt !== undefined) {
    return [];
  }
  const certificateIds = left.map(({ certificateId }) => certificateId);
  return [
    { kind: 'enforce-block', from: later(blockedAt ?? newest.issuedAt, blockSettlesMillis), certificateIds },
  ];
}

function reinstatementOf(record: DeviceRecord): readonly Chore[] {
  const certificate = toReinstate(record);
  if (certificate === undefined) {
    return [];
  }
  // A moment before the sweep that took it for lost: that sweep, too, makes it active again.
  const { certificateId, issuedAt } = certificate;
  return [{ kind: 'reinstate', from: issuedAt, certificateId }];
}

function permitOf({ permits }: DeviceRecord, current: CertificateInForce): readonly Chore[] {
  if (permits.rotate === undefined) {
    return [];
  }
  return [{ kind: 'tell-of-permit', from: current.issuedAt, until: permits.rotate }];
}

function datesOf(record: DeviceRecord, current: CertificateInForce): readonly Chore[] {
  const restore = dateToRestore(record);
  if (restore !== undefined) {
    const { certificateId, model } = current;
    return [{ kind: 'restore-date', from: restore, certificateId, issuedAt: restore, model }];
  }
  const shown = successorsShown(record);
  // From the oldest on: a device that asks every day and never proves would have its date withdrawn never.
  const [oldest] = shown;
  if (oldest === undefined) {
    return [];
  }
  return [
    {
      kind: 'withdraw-date',
      from: later(oldest.issuedAt, dayMillis),
      certificateIds: shown.map(({ certificateId }) => certificateId),
      issuedAt: current.issuedAt,
      model: current.model,
    },
  ];
}

interface Standing {
  readonly current: CertificateInForce | undefined;
  readonly rules: ChoreRules;
}

function retirementOf(
  record: DeviceRecord,
  certificate: IssuedCertificate,
  { current, rules: { graceDays } }: Standing,
): readonly Chore[] {
  const { certificateId, issuedAt } = certificate;
  if (!isOutstanding(record, certificate)) {
    return [];
  }
  if (canBecomeCurrent(record, certificate)) {
    // The certificate before it still carries connections: its device seems to have lost this one.
    const lost = later(issuedAt, graceDays * dayMillis);
    return wasSeenAfter(current, lost) ? [{ kind: 'retire-lost', from: lost, certificateId }] : [];
  }
  const retire = { kind: 'retire', certificateId } as const;
  // The proof handler failed half way, or was never called: the sweep finishes its work.
  if (current === undefined || certificate.stage !== 'proven' || current.confirmedAt !== undefined) {
    const supersededAt = certificate.stage === 'superseded' ? certificate.supersededAt : undefined;
    return [{ ...retire, from: supersededAt ?? current?.provenAt ?? issuedAt, unlessConnected: false }];
  }
  return [{ ...retire, ...onceSilent(certificate, current, graceDays) }];
}

/**
 * A certificate that was in force once and whose successor is known by its presence alone: it goes when it was silent
 * for a day, or when its successor was seen after the days of grace, even if another client still uses the old one.
 */
function onceSilent(
  superseded: ProvenCertificate,
  current: CertificateInForce,
  graceDays: number,
): { from: Timestamp; unlessConnected: boolean } {
  const { provenAt } = current;
  const lastSeen = latestOf(provenAt, superseded.lastSeenAt, superseded.provenAt);
  const silentFrom = later(lastSeen, silenceMillis);
  const wasLast =
    superseded.lastSeenAt !== undefined && superseded.lastSeenAt >= (current.lastSeenAt ?? provenAt);
  const settledFrom = later(provenAt, graceDays * dayMillis);
  return settledFrom < silentFrom && wasSeenAfter(current, settledFrom)
    ? { from: settledFrom, unlessConnected: false }
    : { from: silentFrom, unlessConnected: wasLast };
}

function deletionsOf(record: DeviceRecord): readonly Chore[] {
  return record.certificates.flatMap((each): Chore[] =>
    each.service === 'retired'
      ? [{ kind: 'delete', from: each.retainUntil ?? each.retiredAt, certificateId: each.certificateId }]
      : [],
  );
}

/** One that was never seen was not seen after any moment. */
function wasSeenAfter(certificate: IssuedCertificate | undefined, moment: Timestamp): boolean {
  return certificate?.lastSeenAt !== undefined && certificate.lastSeenAt > moment;
}

function latestOf(first: Timestamp, ...others: readonly (Timestamp | undefined)[]): Timestamp {
  return others.reduce<Timestamp>(
    (latest, each) => (each === undefined || each < latest ? latest : each),
    first,
  );
}

function later(moment: Timestamp, millis: number): Timestamp {
  return timestamp(new Date(Date.parse(moment) + millis));
}
