import {
  canBecomeCurrent,
  dateToRestore,
  isOutstanding,
  retirable,
  successorsShown,
} from './certificate-standing';
import {
  findCertificate,
  timestamp,
  type DeviceRecord,
  type IssuedCertificate,
  type Timestamp,
} from './device-record';

/*
 * What the daily sweep has to do for one device beside warning it: everything that takes time to become right.
 * Each chore has a moment from which on it may be done; the earliest of them puts the record on the sweep's agenda.
 */

const dayMillis = 86_400_000;

export type Chore = { readonly from: Timestamp } & (
  | {
      /** The operator lets it rotate before it is due: it is told so every day until it has, or the permit ends. */
      readonly kind: 'tell-of-permit';
      readonly until: Timestamp;
    }
  | {
      /** Its successors were not proven within a day: the thing gets the date of the certificate in force back. */
      readonly kind: 'withdraw-date';
      readonly certificateIds: readonly string[];
      /** When the certificate in force was issued. */
      readonly issuedAt: Timestamp;
    }
  | {
      /** A successor was proven after all: the thing gets its date again. */
      readonly kind: 'restore-date';
      readonly issuedAt: Timestamp;
    }
  | {
      /** Certificates without a future, to be made inactive and detached. */
      readonly kind: 'retire';
      readonly certificateIds: readonly string[];
    }
  | {
      /** Retired for long enough to be deleted. */
      readonly kind: 'delete';
      readonly certificateIds: readonly string[];
    }
);

/** The sweep's chores for a device, whether their time has come or not. A blocked device is the operator's alone. */
export function chores(record: DeviceRecord, rules: { readonly graceDays: number }): readonly Chore[] {
  const deletions = deletionsOf(record);
  const current = record.current === undefined ? undefined : findCertificate(record, record.current);
  if (record.state === 'blocked' || current === undefined) return deletions;
  return [
    ...permitOf(record),
    ...datesOf(record, current),
    ...retirementsOf(record, current, rules.graceDays),
    ...deletions,
  ];
}

/** When the first of a record's chores may be done; `undefined` when it has none. */
export function agendaAt(record: DeviceRecord): Timestamp | undefined {
  // With the least days of grace that there can be: too early is looked at again, too late never.
  return chores(record, { graceDays: 1 })
    .map(({ from }) => from)
    .sort()[0];
}

/** Those whose time has come by `at`. */
export function choresDue(
  record: DeviceRecord,
  rules: { readonly graceDays: number },
  at: Date,
): readonly Chore[] {
  const now = timestamp(at);
  return chores(record, rules).filter(({ from }) => from <= now);
}

function permitOf({ permits, current, certificates }: DeviceRecord): readonly Chore[] {
  if (permits.rotate === undefined) return [];
  const issued = certificates.find(({ certificateId }) => certificateId === current);
  return [{ kind: 'tell-of-permit', from: issued?.issuedAt ?? permits.rotate, until: permits.rotate }];
}

function datesOf(record: DeviceRecord, current: IssuedCertificate): readonly Chore[] {
  const restore = dateToRestore(record);
  if (restore !== undefined) return [{ kind: 'restore-date', from: restore, issuedAt: restore }];
  const shown = successorsShown(record);
  const newest = shown.at(-1);
  if (newest === undefined) return [];
  return [
    {
      kind: 'withdraw-date',
      from: later(newest.issuedAt, dayMillis),
      certificateIds: shown.map(({ certificateId }) => certificateId),
      issuedAt: current.issuedAt,
    },
  ];
}

function retirementsOf(
  record: DeviceRecord,
  current: IssuedCertificate,
  graceDays: number,
): readonly Chore[] {
  const now = new Set(retirable(record));
  return record.certificates.flatMap((certificate): Chore[] => {
    const { certificateId } = certificate;
    if (!isOutstanding(record, certificate)) return [];
    const retireFrom = (from: Timestamp): Chore[] => [
      { kind: 'retire', from, certificateIds: [certificateId] },
    ];
    // The proof handler failed on its way: its own errand, taken up.
    if (now.has(certificateId)) return retireFrom(current.provenAt ?? certificate.issuedAt);
    // In force once, and its successor is known by its presence alone: gone when silent for a day.
    if (!canBecomeCurrent(record, certificate)) return retireFrom(silentFrom(certificate, current));
    // A successor that its device seems to have lost: the certificate before it still carries connections.
    const lost = later(certificate.issuedAt, graceDays * dayMillis);
    return (current.lastSeenAt ?? '') > lost ? retireFrom(lost) : [];
  });
}

function silentFrom(superseded: IssuedCertificate, current: IssuedCertificate): Timestamp {
  const heard = [superseded.lastSeenAt, superseded.provenAt, current.provenAt, superseded.issuedAt];
  return later(
    heard.reduce<Timestamp>((latest, each) => latestOf(latest, each), ''),
    dayMillis,
  );
}

function deletionsOf(record: DeviceRecord): readonly Chore[] {
  return record.certificates.flatMap(({ certificateId, retiredAt, retainUntil, deletedAt }): Chore[] =>
    retiredAt === undefined || deletedAt !== undefined || certificateId === record.current
      ? []
      : [{ kind: 'delete', from: retainUntil ?? retiredAt, certificateIds: [certificateId] }],
  );
}

function latestOf(one: Timestamp, other: Timestamp | undefined): Timestamp {
  return other === undefined || other < one ? one : other;
}

function later(moment: Timestamp, millis: number): Timestamp {
  return timestamp(new Date(Date.parse(moment) + millis));
}
