import { daysBetween, formatCertDate } from '@fleet/cert-dates';
import { choresDue, roleOf, type DeviceRecord, type IssuedCertificate } from '@fleet/certificate-lifecycle';
import { certificateOf, isLetIn, recordOf, type CloudCertificate } from '../cloud/cloud-state';
import type { FleetDays } from '../cloud/fleet-functions';
import type { Universe } from './universe';
import { holds, isStolen, isTakenForLost, otherId, otherSerial, serial, type World } from '../world/world';

/** One event, and the worlds before and after it. */
export interface Step {
  readonly before: World;
  readonly after: World;
  readonly days: FleetDays;
}

export interface Property {
  readonly words: string;
  readonly holds: (step: Step) => boolean;
}

/** What no event may lead to, whoever does what in which order. */
export const always: readonly Property[] = [
  {
    words:
      'nobody takes the place of a device that is in force, unless its operator has permitted to provision anew',
    holds: ({ before, after }) => {
      const current = recordOf(after, serial)?.current;
      const was = recordOf(before, serial)?.current;
      const isTaken = current !== undefined && isStolen(after, current);
      return (
        current === was || was === undefined || !isTaken || isStolen(before, was) || before.history.mayBeTaken
      );
    },
  },
  {
    words: 'current moves only to a certificate on record that was issued to succeed it',
    holds: ({ before, after }) => {
      const record = recordOf(after, serial);
      const was = recordOf(before, serial)?.current;
      const successor = record?.certificates.find(({ certificateId }) => certificateId === record.current);
      const isRemoved = record === undefined && after.history.isRemoved === true;
      return record?.current === was || isRemoved || (successor !== undefined && successor.succeeds === was);
    },
  },
  {
    words: 'nothing of a device that is blocked becomes ACTIVE',
    holds: ({ before, after }) =>
      recordOf(after, serial)?.state !== 'blocked' ||
      after.certificates.every(
        ({ certificateId, status, things }) =>
          status !== 'ACTIVE' || things.includes(otherSerial) || !isInactive(before, certificateId),
      ),
  },
  {
    words: 'a block that has ended leaves nothing ACTIVE, whatever was under way when it began',
    holds: ({ after }) => after.history.leftActive === undefined,
  },
  {
    words: 'nothing comes into force that was issued over a claim which the operator has revoked',
    holds: ({ before, after }) => {
      const record = recordOf(after, serial);
      const successor = record?.certificates.find(({ certificateId }) => certificateId === record.current);
      return record?.current === recordOf(before, serial)?.current || !isOverRevokedClaim(before, successor);
    },
  },
  {
    words: 'what was in force and is no more never is again',
    holds: ({ before, after }) => !before.history.past.includes(recordOf(after, serial)?.current ?? 'none'),
  },
  {
    words:
      'a device that was proven is let in with one of its certificates, unless it is blocked, or has let the days of grace pass since it heard a warning',
    holds: (step) =>
      !isProven(step.before) || isServed(step.after) || comesBack(step.after) || mayBeCutOff(step),
  },
  {
    words: 'what is ACTIVE is in force, or may come into force, or waits for a sweep',
    holds: ({ after }) =>
      after.certificates.every((each) => each.status !== 'ACTIVE' || hasPurpose(after, each)),
  },
  {
    words: 'what a record has in service, AWS IoT has, unless the operator has begun to remove the device',
    holds: ({ after }) =>
      after.history.isRemoved === true ||
      recordOf(after, serial)?.certificates.every(
        ({ certificateId, service }) =>
          service !== 'in-service' || certificateOf(after, certificateId) !== undefined,
      ) !== false,
  },
];

/** Good ends: a fleet that refuses everything keeps every promise above. */
const firstEnds: readonly Property[] = [
  { words: 'the device is proven', holds: ({ after }) => isProven(after) },
];

const laterEnds: readonly Property[] = [
  {
    words: 'the device has rotated, and its old certificate is INACTIVE',
    holds: ({ before, after }) => {
      const [was, is] = [recordOf(before, serial)?.current, recordOf(after, serial)?.current];
      return was !== undefined && is !== was && isProven(after) && isInactive(after, was);
    },
  },
  {
    words: 'a certificate is deleted',
    holds: ({ before, after }) => after.certificates.length < before.certificates.length,
  },
];

/** What the device loses before it has connected with it is taken for lost by a sweep in the end, and by nobody earlier. */
const withLosses: readonly Property[] = [
  {
    words: 'a sweep takes a successor for lost',
    holds: ({ before, after }) =>
      recordOf(after, serial)?.certificates.some(
        ({ certificateId }) => isTakenForLost(after, certificateId) && !isTakenForLost(before, certificateId),
      ) === true,
  },
];

const withClaims: readonly Property[] = [
  {
    words: 'the operator revokes the claim, whose policy somebody has taken from it',
    holds: ({ after }) => after.claims.every(({ revokedAt }) => revokedAt !== undefined),
  },
];

const withNamedPermits: readonly Property[] = [
  {
    words: 'a device that was cut off is in force again, with the certificate that its operator has named',
    holds: ({ before, after }) => !isServed(before) && isProven(after),
  },
];

const withOperator: readonly Property[] = [
  {
    words: 'a device that was blocked is proven again',
    holds: ({ before, after }) => recordOf(before, serial)?.state === 'blocked' && isProven(after),
  },
];

/** What has to be reachable where these take part. */
export function sometimesIn({ operator, isRotationFar, lossy }: Universe): readonly Property[] {
  return [
    ...firstEnds,
    ...(isRotationFar ? [] : laterEnds),
    ...(lossy ? withLosses : []),
    ...(operator.includes('revoke-claim') ? withClaims : []),
    ...(operator.includes('permit-certificate') ? withNamedPermits : []),
    ...(operator.includes('unblock') ? withOperator : []),
  ];
}

/** The device has a certificate that was proven to the cloud, and AWS IoT lets it in with it or with another one. */
export function isProven(world: World): boolean {
  const current = recordOf(world, serial)?.current;
  return current !== undefined && holds(world, current) && isServed(world);
}

/** AWS IoT lets it in with one of its certificates. */
export function isServed(world: World): boolean {
  return world.device.identities.some(({ certificateId }) => isLetIn(world, certificateId, serial));
}

/** A sweep took it for lost while it connected: the proof is on its way, and has it ACTIVE again. */
function comesBack(world: World): boolean {
  return world.messages.some(({ principal }) => isTakenForLost(world, principal));
}

/** Its operator has blocked it, or it has let the days of grace pass. */
export function mayBeCutOff({ before, after, days }: Step): boolean {
  const record = recordOf(after, serial);
  const { heard, mayBeTaken, isUnblocking = false } = before.history;
  const isLate =
    heard !== undefined && daysBetween(heard.on, formatCertDate(new Date(after.now))) > days.graceDays;
  const current = record?.current;
  const isTaken = mayBeTaken && current !== undefined && isStolen(after, current);
  const isBlocked = [record, recordOf(before, serial)].some((each) => each?.state === 'blocked');
  const isRemoved = after.history.isRemoved === true;
  // What is left of a block is the operator's, who repeats the command.
  return isBlocked || isUnblocking || isLate || isTaken || isRemoved;
}

function isInactive({ certificates }: World, certificateId: string): boolean {
  const found = certificates.find((each) => each.certificateId === certificateId);
  return found === undefined || found.status !== 'ACTIVE';
}

function isOverRevokedClaim({ claims }: World, certificate: IssuedCertificate | undefined): boolean {
  return claims.some(
    ({ certificateId, revokedAt }) => certificateId === certificate?.issuedOver && revokedAt !== undefined,
  );
}

const farDay = new Date('2090-01-01T00:00:00Z');

function allChores(record: DeviceRecord) {
  return choresDue(record, { graceDays: 0 }, farDay);
}

function hasPurpose(world: World, { certificateId, olderPolicy }: CloudCertificate): boolean {
  // An older stack may have what was not adopted yet.
  const isAnothers = olderPolicy !== undefined && recordOf(world, serial) === undefined;
  if (certificateId === otherId || isAnothers) {
    return true;
  }
  const isOnRecord = (each: IssuedCertificate) => each.certificateId === certificateId;
  const record = world.records.find(({ certificates }) => certificates.some(isOnRecord));
  const certificate = record?.certificates.find(isOnRecord);
  if (record === undefined || certificate === undefined) {
    return false;
  }
  const role = roleOf(record, certificate);
  const isFree = record.state !== 'blocked' && (role === 'current' || role === 'awaits-proof');
  return isFree || isAwaited(record, certificateId);
}

function isAwaited(record: DeviceRecord, certificateId: string): boolean {
  return allChores(record).some((chore) =>
    'certificateId' in chore
      ? chore.certificateId === certificateId
      : 'certificateIds' in chore && chore.certificateIds.includes(certificateId),
  );
}
