import {
  agendaAt,
  certificateInForce,
  choresDue,
  roleOf,
  storedCertificate,
  timestamp,
  type Chore,
  type DeviceRecord,
  type IssuedCertificate,
} from '@fleet/certificate-lifecycle';
import type { Property, Step } from './properties';
import { ofRecord } from './record-step';

/** What sweeps may have to do for a device, at this moment or later. */
export const alwaysOfChores: readonly Property[] = [
  {
    words: 'the agenda has a record as soon as it has a chore, and no sooner',
    holds: ofRecord(({ after, step: { after: world, days } }) => {
      const from = agendaAt(after, days);
      return (
        (from !== undefined && from <= world.now) === choresDue(after, days, new Date(world.now)).length > 0
      );
    }),
  },
  {
    words:
      'what is in service of a device is in force, or may come into force, or waits for a sweep or the operator',
    holds: ofRecord(({ after, step }) => {
      const awaited = new Set(laterChores(after, step).flatMap(endedBy));
      return (
        after.state === 'blocked' ||
        after.certificates.every(
          (each) => roleOf(after, each) !== 'superseded' || awaited.has(each.certificateId),
        )
      );
    }),
  },
  {
    words: 'no sweep is to retire or delete the certificate in force',
    holds: ofRecord(({ after, step }) =>
      laterChores(after, step).every((chore) => endedBy(chore)[0] !== (after.current ?? 'none')),
    ),
  },
  {
    words: 'what is retired is to be deleted',
    holds: ofRecord(({ after, step }) => {
      const deletions = laterChores(after, step).filter(({ kind }) => kind === 'delete');
      return deletions.length === after.certificates.filter(({ service }) => service === 'retired').length;
    }),
  },
  {
    words: 'a successor counts as lost only when the certificate before it was seen after the days of grace',
    holds: ofRecord(({ after, step }) =>
      laterChores(after, step).every((chore) => chore.kind !== 'retire-lost' || isLost(after, chore, step)),
    ),
  },
  {
    words:
      'what carried a connection, or may be about to, is kept for as long as the fleet says; the rest not at all',
    holds: ofRecord(({ before, after, step }) =>
      after.certificates.every((each) => !isRetiredNow(before, each) || isKeptAsItShould(each, step)),
    ),
  },
  {
    words: 'a successor that is used never makes its predecessor stay for longer',
    holds: ofRecord(
      ({ before, after, step }) =>
        before === undefined ||
        after.current !== before.current ||
        certificateInForce(after)?.lastSeenAt === certificateInForce(before)?.lastSeenAt ||
        laterChores(after, step).every(
          (chore) => chore.kind !== 'retire' || goesNoLater(before, chore, step),
        ),
    ),
  },
  {
    words:
      'the last to be seen is not retired while its device is connected, nor one that was seen as lately; any other is',
    holds: ofRecord(({ after, step }) =>
      laterChores(after, step).every((chore) => chore.kind !== 'retire' || sparesTheLast(after, chore)),
    ),
  },
];

const farDay = new Date('2090-01-01T00:00:00Z');
const dayMillis = 86_400_000;

/** Those that are due, or will be. */
function laterChores(record: DeviceRecord, { days }: Step): readonly Chore[] {
  return choresDue(record, days, farDay);
}

/** The certificate that is out of service after it, or gone. */
function endedBy(chore: Chore): readonly string[] {
  const ends = chore.kind === 'retire' || chore.kind === 'retire-lost' || chore.kind === 'delete';
  return ends ? [chore.certificateId] : [];
}

function find({ certificates }: DeviceRecord, certificateId: string): IssuedCertificate | undefined {
  return certificates.find((each) => each.certificateId === certificateId);
}

type ChoreOf<Kind extends Chore['kind']> = Extract<Chore, { readonly kind: Kind }>;

function isLost(record: DeviceRecord, chore: ChoreOf<'retire-lost'>, { days: { graceDays } }: Step): boolean {
  const lost = find(record, chore.certificateId);
  const lastSeenAt = certificateInForce(record)?.lastSeenAt;
  if (lost === undefined || lastSeenAt === undefined) {
    return false;
  }
  const graceEnd = timestamp(new Date(Date.parse(lost.issuedAt) + graceDays * dayMillis));
  return chore.from === graceEnd && lastSeenAt > graceEnd;
}

function isRetiredNow(
  before: DeviceRecord | undefined,
  { certificateId, service }: IssuedCertificate,
): boolean {
  return (
    service === 'retired' && before !== undefined && find(before, certificateId)?.service === 'in-service'
  );
}

function isKeptAsItShould(certificate: IssuedCertificate, { days: { retainDays } }: Step): boolean {
  const { retiredAt = '', retainUntil = '' } = storedCertificate(certificate);
  const isKept = certificate.stage === 'proven' || certificate.lostAt !== undefined;
  return Date.parse(retainUntil) - Date.parse(retiredAt) === (isKept ? retainDays * dayMillis : 0);
}

function goesNoLater(before: DeviceRecord, { certificateId, from }: ChoreOf<'retire'>, step: Step): boolean {
  const was = laterChores(before, step).find(
    (each) => each.kind === 'retire' && each.certificateId === certificateId,
  );
  return was === undefined || from <= was.from;
}

/** Of one that was in force, where nothing but its silence speaks against it. */
function sparesTheLast(record: DeviceRecord, chore: ChoreOf<'retire'>): boolean {
  const current = certificateInForce(record);
  const going = find(record, chore.certificateId);
  const lastSeenAt = current?.lastSeenAt;
  if (going?.stage !== 'proven' || lastSeenAt === undefined || current?.confirmedAt !== undefined) {
    return true;
  }
  const isSilenceAlone = chore.from > lastSeenAt;
  const isLast = going.lastSeenAt !== undefined && going.lastSeenAt >= lastSeenAt;
  return !isSilenceAlone || chore.unlessConnected === isLast;
}
