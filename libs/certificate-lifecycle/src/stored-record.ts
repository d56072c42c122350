import { defined } from '@fleet/optional-members';
import type { DeviceRecord } from './device-record';
import type { IssuedAs, IssuedCertificate, Notes, Stage, Timestamp } from './issued-certificate';

/*
 * Records as the table has them: a certificate is its timestamps there, and what has become of it follows from which
 * there are. All releases read and write this form, side by side during a deployment.
 *
 * Some combinations no release writes: somebody has edited the item. They are read so that no certificate gains a place,
 * and none that is in force goes:
 * - what the record names as `current` is proven, and in service;
 * - what was proven once, or has lost its place, never becomes current;
 * - what AWS IoT has deleted is out of service;
 * - evidence counts only where it can have been noted: without it, the days of grace begin anew.
 */

/** A certificate as the table has it. */
export interface StoredCertificate extends IssuedAs, Notes {
  readonly provenAt?: Timestamp;
  readonly confirmedAt?: Timestamp;
  readonly silenceFrom?: Timestamp;
  readonly dueNotedAt?: Timestamp;
  readonly turnSeconds?: number;
  readonly comesSince?: Timestamp;
  readonly warnedAt?: Timestamp;
  readonly supersededAt?: Timestamp;
  readonly retiredAt?: Timestamp;
  readonly retainUntil?: Timestamp;
  readonly deletedAt?: Timestamp;
}

/** A record as the table has it. */
export interface StoredRecord extends Omit<DeviceRecord, 'certificates'> {
  readonly certificates: readonly StoredCertificate[];
}

/** Reads a record. What a newer release has added to it, or to its certificates, stays. */
export function recordFrom(stored: StoredRecord): DeviceRecord {
  const { current } = stored;
  const certificates = stored.certificates.map((each) =>
    certificateFrom(each, each.certificateId === current),
  );
  return { ...stored, certificates };
}

export function storedRecord(record: DeviceRecord): StoredRecord {
  return { ...record, certificates: record.certificates.map(storedCertificate) };
}

export function storedCertificate(certificate: IssuedCertificate): StoredCertificate {
  const { stage: _stage, service: _service, ...stored } = certificate;
  return stored;
}

function certificateFrom(stored: StoredCertificate, isCurrent: boolean): IssuedCertificate {
  const { retiredAt, retainUntil, deletedAt, ...kept } = stored;
  const staged = stagedFrom(kept, isCurrent);
  const outSince = retiredAt ?? deletedAt;
  if (isCurrent || outSince === undefined) {
    return { ...staged, service: 'in-service' };
  }
  const out = { ...staged, retiredAt: outSince, ...defined({ retainUntil }) };
  return deletedAt === undefined ? { ...out, service: 'retired' } : { ...out, service: 'deleted', deletedAt };
}

function stagedFrom(
  stored: Omit<StoredCertificate, 'retiredAt' | 'retainUntil' | 'deletedAt'>,
  isCurrent: boolean,
): IssuedAs & Notes & Stage {
  const { provenAt, confirmedAt, silenceFrom, dueNotedAt, turnSeconds, comesSince, warnedAt, ...kept } =
    stored;
  const since = provenAt ?? (isCurrent ? stored.issuedAt : undefined);
  if (since !== undefined) {
    // An early release let one come into force that had lost its place: `supersededAt` stays, and says nothing.
    const proven = {
      ...kept,
      stage: 'proven',
      provenAt: since,
      ...defined({ confirmedAt, silenceFrom }),
    } as const;
    return dueNotedAt === undefined
      ? proven
      : { ...proven, dueNotedAt, ...defined({ turnSeconds, comesSince, warnedAt }) };
  }
  const { supersededAt, ...unproven } = kept;
  return supersededAt === undefined
    ? { ...unproven, stage: 'unproven' }
    : { ...unproven, stage: 'superseded', supersededAt };
}
