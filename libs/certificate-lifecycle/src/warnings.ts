import { defined } from '@fleet/optional-members';
import { certificateInForce, replacing, timestamp, type DeviceRecord } from './device-record';
import type { CertificateInForce, IssuedCertificate, Timestamp } from './issued-certificate';

/*
 * Whose warnings count. That a client of the device's name was connected proves nothing: a claim may connect under any
 * name. The certificate in force has to carry the connection itself while a warning is published, and that is noted for
 * this very certificate. A note that is missing has the days of grace begin later, never sooner.
 */

/**
 * From when on the certificate in force is silent: whoever else uses the name of its device does not count. That its
 * operator gave it back does.
 */
export function silentSince(record: DeviceRecord | undefined): Timestamp | undefined {
  const { provenAt, lastSeenAt, silenceFrom } = certificateInForce(record) ?? {};
  return [provenAt, lastSeenAt, silenceFrom].reduce(
    (latest, each) => (latest === undefined || (each !== undefined && each > latest) ? each : latest),
    undefined,
  );
}

/** What a sweep notes of a certificate that is due. */
export interface DueNote {
  /** The beginning of the day on which it is due: a warning from before was about another date. */
  readonly dueFrom: Date;
  readonly at: Date;
  /** How long after it came its device begins to rotate, where all that are due have a turn. */
  readonly turnSeconds?: number;
}

/** A sweep warns of this certificate from now on. */
export function noteDue(
  record: DeviceRecord,
  certificateId: string,
  { dueFrom, at, turnSeconds = 0 }: DueNote,
): DeviceRecord | undefined {
  const current = certificateInForce(record);
  if (current?.certificateId !== certificateId || isDueNoted(current, dueFrom)) {
    return undefined;
  }
  // What was noted before was of another date.
  return replacing(record, current, {
    ...unwarned(current),
    dueNotedAt: timestamp(at),
    // The first of them need not wait: nothing is noted of their turn.
    ...defined({ turnSeconds: turnSeconds > 0 ? turnSeconds : undefined }),
  });
}

/** Whether there is nothing for {@link noteDue} to note. */
export function isDueNoted({ dueNotedAt, warnedAt }: CertificateInForce, dueFrom: Date): boolean {
  return dueNotedAt !== undefined && (warnedAt === undefined || warnedAt >= timestamp(dueFrom));
}

/** A warning was published while this certificate, due and in force, carried a connection. Only the first is noted. */
export function noteWarned(record: DeviceRecord, certificateId: string, at: Date): DeviceRecord | undefined {
  const current = certificateInForce(record);
  const isFirst = current?.dueNotedAt !== undefined && current.warnedAt === undefined;
  return isFirst && current.certificateId === certificateId
    ? replacing(record, current, { ...current, warnedAt: timestamp(at) })
    : undefined;
}

/** Whether a certificate is in force and due, and was not there for a warning yet. */
export function awaitsWarning(record: DeviceRecord, { certificateId }: IssuedCertificate): boolean {
  const current = certificateInForce(record);
  const isWarnedOf = current?.dueNotedAt !== undefined && current.warnedAt === undefined;
  return isWarnedOf && current.certificateId === certificateId;
}

/** The operator gives the device another date: whatever it was warned of counts no more. */
export function forgetWarnings(record: DeviceRecord): DeviceRecord | undefined {
  const current = certificateInForce(record);
  if (current === undefined || current.dueNotedAt === undefined) {
    return undefined;
  }
  return replacing(record, current, unwarned(current));
}

/** The operator gives the device its certificate back: its warnings count no more, and its silence counts from now on. */
export function giveTime(record: DeviceRecord, at: Date): DeviceRecord | undefined {
  const current = certificateInForce(record);
  return current && replacing(record, current, { ...unwarned(current), silenceFrom: timestamp(at) });
}

function unwarned({
  dueNotedAt: _due,
  turnSeconds: _turn,
  comesSince: _comes,
  warnedAt: _warned,
  ...fresh
}: CertificateInForce): CertificateInForce {
  return fresh;
}
