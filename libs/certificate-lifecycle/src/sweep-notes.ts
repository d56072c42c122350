import { defined } from '@fleet/optional-members';
import { timestamp, type DeviceRecord } from './device-record';
import type { IssuedCertificate } from './issued-certificate';

/*
 * What a sweep notes once a chore is done, without I/O. Each answers nothing where there is nothing to note, so that
 * a repeated chore writes nothing.
 */

/** AWS IoT has made this certificate active again, which a sweep had taken for lost. */
export function noteReinstated(record: DeviceRecord, reinstated: string): DeviceRecord | undefined {
  return changing(
    record,
    ({ certificateId, lostAt }) => certificateId === reinstated && lostAt !== undefined,
    ({ lostAt: _lost, ...each }) => each,
  );
}

/** The thing shows the date of the certificate in force again, and not that of these, which are not proven. */
export function noteDateWithdrawn(
  record: DeviceRecord,
  certificateIds: readonly string[],
  at: Date,
): DeviceRecord | undefined {
  const withdrawn = changing(
    record,
    // One that was proven meanwhile has a date to be restored, which the same mark asks for.
    ({ certificateId, dateWithdrawnAt }) =>
      dateWithdrawnAt === undefined && certificateIds.includes(certificateId),
    (each) => ({ ...each, dateWithdrawnAt: timestamp(at) }),
  );
  const { current } = record;
  if (withdrawn === undefined || current === undefined || certificateIds.includes(current)) {
    return withdrawn;
  }
  return noteDateRestored(withdrawn, current) ?? withdrawn;
}

/** The thing shows the date of this certificate. */
export function noteDateRestored(record: DeviceRecord, shown: string): DeviceRecord | undefined {
  return changing(
    record,
    ({ certificateId, dateWithdrawnAt }) => certificateId === shown && dateWithdrawnAt !== undefined,
    ({ dateWithdrawnAt: _restored, ...each }) => each,
  );
}

/** None of the certificates of this blocked device is active. */
export function noteBlockEnforced(record: DeviceRecord, at: Date): DeviceRecord | undefined {
  const isNoted = record.state !== 'blocked' || record.blockEnforcedAt !== undefined;
  return isNoted ? undefined : { ...record, blockEnforcedAt: timestamp(at) };
}

/** Takes permits from the record whose time is over at `at`. */
export function dropEndedPermits(record: DeviceRecord, at: Date): DeviceRecord | undefined {
  const now = timestamp(at);
  const { namedPermit, ...others } = record;
  const permits = Object.entries(record.permits);
  const valid = permits.filter(([, until]) => until > now);
  const named = namedPermit === undefined || namedPermit.until <= now ? undefined : namedPermit;
  return valid.length === permits.length && named === namedPermit
    ? undefined
    : { ...others, permits: Object.fromEntries(valid), ...defined({ namedPermit: named }) };
}

function changing(
  record: DeviceRecord,
  concerns: (certificate: IssuedCertificate) => boolean,
  change: (certificate: IssuedCertificate) => IssuedCertificate,
): DeviceRecord | undefined {
  if (!record.certificates.some(concerns)) {
    return undefined;
  }
  const certificates = record.certificates.map((each) => (concerns(each) ? change(each) : each));
  return { ...record, certificates };
}
