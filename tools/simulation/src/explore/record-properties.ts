import {
  certificateInForce,
  mayReprovision,
  prove,
  roleOf,
  storedCertificate,
  type DeviceRecord,
  type IssuedCertificate,
} from '@fleet/certificate-lifecycle';
import { claimId, serial } from '../world/world';
import type { Property } from './properties';
import { ofRecord } from './record-step';

/** What no event may make of a device's record, whatever AWS has of it. */
export const alwaysOfRecords: readonly Property[] = [
  {
    words: 'the certificate in force is on record, proven and in service',
    holds: ofRecord(({ after }) => {
      const current = certificateInForce(after);
      return after.current === undefined || (current !== undefined && !isOutOfService(current));
    }),
  },
  {
    words: 'each certificate is on record once',
    holds: ofRecord(({ after }) => new Set(after.certificates.map(idOf)).size === after.certificates.length),
  },
  {
    words:
      'what comes into force was on record, and had neither lost its place nor been retired, unless it was taken for lost',
    holds: ofRecord(
      ({ before, after }) =>
        after.current === before?.current ||
        before?.certificates.some((each) => idOf(each) === after.current && mayMove(before, each)) === true,
    ),
  },
  {
    words: 'by the rules alone, whatever AWS has active, current moves only to what was issued to succeed it',
    holds: ofRecord(({ after, step }) =>
      after.certificates.every((each) => movesRightly(after, each, new Date(step.after.now))),
    ),
  },
  {
    words: 'what a proof has retired is neither in force nor able to come into force',
    holds: ofRecord(({ after, step }) =>
      after.certificates.every((each) => retiresRightly(after, each, new Date(step.after.now))),
    ),
  },
  {
    words:
      'a device that was proven is given to a claim only under a permit, and to the certificate that it names',
    holds: ofRecord(
      ({ before, after, step }) =>
        before?.current === undefined ||
        issuedIn(before, after).every(
          ({ issuedOver, certificateId }) =>
            issuedOver !== claimId || mayReprovision(before, certificateId, new Date(step.before.now)),
        ),
    ),
  },
  {
    words: 'a move uses up the permits',
    holds: ofRecord(
      ({ before, after }) =>
        after.current === before?.current ||
        (Object.keys(after.permits).length === 0 && after.namedPermit === undefined),
    ),
  },
  {
    words: 'a blocked device gets no certificate, and nothing is proven or seen of those that it has',
    holds: ofRecord(
      ({ before, after }) =>
        before?.state !== 'blocked' ||
        after.state !== 'blocked' ||
        (after.current === before.current &&
          issuedIn(before, after).length === 0 &&
          after.certificates.every((each) => isAsFar(before, each))),
    ),
  },
];

function idOf({ certificateId }: { readonly certificateId: string }): string {
  return certificateId;
}

/** In the table's words: a mark that was left behind would take it out of service as soon as it is read again. */
function isOutOfService(certificate: IssuedCertificate): boolean {
  const { retiredAt, retainUntil, deletedAt } = storedCertificate(certificate);
  return retiredAt !== undefined || retainUntil !== undefined || deletedAt !== undefined;
}

function mayMove(record: DeviceRecord, certificate: IssuedCertificate): boolean {
  const role = roleOf(record, certificate);
  return role === 'awaits-proof' || (role === 'retired' && certificate.lostAt !== undefined);
}

/** Should its device connect at this moment, and the claim behind it stand. */
function movesRightly(record: DeviceRecord, certificate: IssuedCertificate, at: Date): boolean {
  const { certificateId, service, stage, succeeds } = certificate;
  const isGone = service === 'deleted' || stage !== 'unproven';
  const may = succeeds === record.current && !isGone && record.state !== 'blocked';
  const { outcome } = prove(record, { serial, certificateId, source: 'presence', at }).outcome;
  const awaits = roleOf(record, certificate) === 'awaits-proof' && record.state !== 'blocked';
  return outcome === 'moved' ? may : !awaits;
}

function retiresRightly(record: DeviceRecord, { certificateId }: IssuedCertificate, at: Date): boolean {
  const proofOf = (id: string) => ({ serial, certificateId: id, source: 'confirmation', at }) as const;
  const { outcome, next = record } = prove(record, proofOf(certificateId));
  return outcome.retire.every((id) => prove(next, proofOf(id)).outcome.outcome === 'refused');
}

function issuedIn(before: DeviceRecord, after: DeviceRecord): readonly IssuedCertificate[] {
  const known = new Set(before.certificates.map(idOf));
  return after.certificates.filter((each) => !known.has(each.certificateId));
}

function isAsFar(before: DeviceRecord, certificate: IssuedCertificate): boolean {
  const known = before.certificates.find((each) => idOf(each) === certificate.certificateId);
  return (
    known !== undefined &&
    known.stage === certificate.stage &&
    known.lastSeenAt === certificate.lastSeenAt &&
    known.connectedAt === certificate.connectedAt
  );
}
