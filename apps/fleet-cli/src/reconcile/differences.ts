import { formatCertDate, readIssuance, type CertDate } from '@fleet/cert-dates';
import {
  certificateInForce,
  hidesDate,
  isMadeByFleet,
  type DeviceRecord,
  type Restoration,
} from '@fleet/certificate-lifecycle';
import { isModelName, thingAttributes } from '@fleet/fleet-contract';
import { counted, shortId } from '@fleet/fleet-operations';
import type { Evidence } from './evidence';
import type { ExaminedCertificate, ExaminedDevice } from './examined-device';

/** What `reconcile --repair` does about a difference. None of it makes a certificate inactive, or takes one from its thing. */
export type Repair =
  | { readonly does: 'restore'; readonly restoration: Restoration }
  | { readonly does: 'prove'; readonly certificateId: string; readonly at: Date }
  | { readonly does: 'add-to-group' }
  | { readonly does: 'write-date'; readonly date: CertDate };

export type DifferenceKind =
  | 'removal-unfinished'
  | 'release-unfinished'
  | 'record-without-thing'
  | 'thing-without-record'
  | 'thing-not-in-group'
  | 'certificate-not-on-record'
  | 'unproven-in-use'
  | 'retired-but-active'
  | 'current-not-usable'
  | 'blocked-but-active'
  | 'date-differs'
  | 'permit-open';

export interface Difference {
  readonly kind: DifferenceKind;
  /** What differs and, where it is not repaired, what to do. */
  readonly words: string;
  readonly repair?: Repair;
}

export interface Comparison {
  readonly evidence: Evidence;
  /** Whether somebody looked for evidence. */
  readonly hasEvidence: boolean;
  readonly at: Date;
}

/** Where record and registry of a device differ. */
export function differencesOf(device: ExaminedDevice, comparison: Comparison): readonly Difference[] {
  const { serial, record, thing, inFleet } = device;
  if (record?.removal !== undefined) {
    const words = `its removal has begun and is not finished: run devices remove ${serial}`;
    return [{ kind: 'removal-unfinished', words }];
  }
  if (record?.release !== undefined) {
    const words = `it is being given back, and that is not finished: run devices unadopt ${serial}`;
    return [{ kind: 'release-unfinished', words }];
  }
  if (thing === undefined) {
    return withoutThing(device);
  }
  if (!inFleet) {
    return outsideOfGroup(device);
  }
  if (record?.state === 'blocked') {
    return ofBlocked(device);
  }
  const inUse = ofCertificates(device, comparison);
  const isRepaired = inUse.some(({ repair }) => repair !== undefined);
  return [
    ...inUse,
    ...(isRepaired ? [] : ofCurrent(device)),
    ...(isRepaired ? [] : ofDate(device, comparison)),
    ...ofPermits(record, comparison),
  ];
}

function withoutThing({ serial, record }: ExaminedDevice): readonly Difference[] {
  if (record === undefined || record.state === 'blocked' || !isMadeByFleet(record)) {
    return [];
  }
  const words =
    'it is on record, and there is no such thing: it was removed since, or never registered. If it is scrapped: ' +
    `devices remove ${serial}. If it is to join again: devices permit ${serial} reprovision`;
  return [{ kind: 'record-without-thing', words }];
}

function outsideOfGroup({ serial, record, certificates }: ExaminedDevice): readonly Difference[] {
  if (!isMadeByFleet(record)) {
    return [];
  }
  const current = certificates.find(({ role }) => role === 'current');
  const what = "its thing is not in the fleet's group";
  // That a device was let have a certificate says nothing of who made the thing; that it has proven one does.
  if (current !== undefined && isInUse(current)) {
    return [{ kind: 'thing-not-in-group', words: what, repair: { does: 'add-to-group' } }];
  }
  const words = `${what}, nor attached to its current certificate: it may be another stack's. devices show ${serial}`;
  return [{ kind: 'thing-not-in-group', words }];
}

function ofBlocked({ serial, certificates }: ExaminedDevice): readonly Difference[] {
  const active = certificates.filter(isInUse);
  if (active.length === 0) {
    return [];
  }
  const words =
    `it is blocked on record, but ${counted(active.length, 'certificate')} can connect: devices block ${serial} ` +
    `again, or devices unblock ${serial} if it was unblocked since`;
  return [{ kind: 'blocked-but-active', words }];
}

function isInUse({ status, attached }: ExaminedCertificate): boolean {
  return status === 'ACTIVE' && attached;
}

/** Active certificates that the record does not have, or not as what they are. */
function ofCertificates(device: ExaminedDevice, comparison: Comparison): readonly Difference[] {
  const { serial, record, certificates } = device;
  const strangers = certificates.filter((each) => isInUse(each) && each.role === 'not-on-record');
  const chosen = inUseByDevice(device, comparison);
  const differences = strangers.map((each): Difference => {
    const kind = record === undefined ? 'thing-without-record' : 'certificate-not-on-record';
    const what = `certificate ${shortId(each.certificateId)} is active, and not on record`;
    const repair = each === chosen ? restorationOf(device, each, comparison) : undefined;
    return repair === undefined
      ? { kind, words: `${what}: ${whyNot(device, each, comparison)}` }
      : { kind, words: `${what}, and the device is connected with it`, repair };
  });
  if (record === undefined && strangers.length === 0) {
    const words = `it is in the fleet's group, not on record, and has no active certificate: devices remove ${serial}`;
    return [{ kind: 'thing-without-record', words }];
  }
  return [...differences, ...ofKnown(device, chosen, comparison)];
}

function ofKnown(
  { serial, certificates }: ExaminedDevice,
  chosen: ExaminedCertificate | undefined,
  { evidence }: Comparison,
): readonly Difference[] {
  return certificates.filter(isInUse).flatMap((each): Difference[] => {
    const { certificateId, role } = each;
    const at = each === chosen ? evidence.lastSeen(serial, certificateId) : undefined;
    const repair = at && ({ does: 'prove', certificateId, at } as const);
    if (role === 'retired') {
      const words = `certificate ${shortId(certificateId)} is retired on record, and active`;
      return repair === undefined
        ? [{ kind: 'retired-but-active', words: `${words}: the next sweep ends it. devices show ${serial}` }]
        : [{ kind: 'retired-but-active', words: `${words}, and the device is connected with it`, repair }];
    }
    if (role === 'awaits-proof' && repair !== undefined) {
      const words = `certificate ${shortId(certificateId)} waits for a proof on record, and its device was connected with it`;
      return [{ kind: 'unproven-in-use', words, repair }];
    }
    return [];
  });
}

/**
 * The certificate that the device was last connected with, where the record has another one as current, or none. Where
 * several were seen that the record does not have, nobody can say which of them came first.
 */
function inUseByDevice(
  { serial, certificates }: ExaminedDevice,
  { evidence }: Comparison,
): ExaminedCertificate | undefined {
  const seenAt = ({ certificateId }: ExaminedCertificate) => evidence.lastSeen(serial, certificateId);
  const seen = certificates.filter((each) => isInUse(each) && seenAt(each) !== undefined);
  const [one, ...others] = seen.filter(({ role }) => role !== 'current' && role !== 'superseded');
  const current = seen.find(({ role }) => role === 'current');
  if (one === undefined || others.length > 0) {
    return undefined;
  }
  const lastOfCurrent = current && seenAt(current);
  const lastOfOne = seenAt(one);
  return lastOfCurrent !== undefined && lastOfOne !== undefined && lastOfOne <= lastOfCurrent
    ? undefined
    : one;
}

function restorationOf(
  { serial, record, thing }: ExaminedDevice,
  { certificateId, issuedAt, isOurs }: ExaminedCertificate,
  { evidence }: Comparison,
): Repair | undefined {
  const seenAt = evidence.lastSeen(serial, certificateId);
  const model = thing?.attributes[thingAttributes.modelType] ?? record?.model;
  if (
    !isOurs ||
    issuedAt === undefined ||
    seenAt === undefined ||
    model === undefined ||
    !isModelName(model)
  ) {
    return undefined;
  }
  return { does: 'restore', restoration: { serial, certificateId, model, issuedAt, seenAt } };
}

function whyNot(
  { serial }: ExaminedDevice,
  { certificateId, isOurs }: ExaminedCertificate,
  { evidence, hasEvidence }: Comparison,
): string {
  if (!isOurs) {
    return `it lacks the fleet's policy, or serves another thing as well. devices show ${serial}`;
  }
  if (!hasEvidence) {
    return 'give --since with the moment that the table was put back to, so that the log says whether its device has it';
  }
  return evidence.lastSeen(serial, certificateId) === undefined
    ? 'nobody was seen connected with it. Run reconcile again when its device has connected'
    : `another active certificate was seen as well, and which one counts is not known. devices show ${serial}`;
}

function ofCurrent({ serial, record, certificates }: ExaminedDevice): readonly Difference[] {
  const current = certificates.find(({ role }) => role === 'current');
  if (record === undefined || current === undefined || isInUse(current)) {
    return [];
  }
  const how = current.status === 'ACTIVE' ? 'not attached to its thing' : current.status;
  const words =
    `its current certificate ${shortId(current.certificateId)} is ${how}: it was blocked or cut off since (devices block ` +
    `${serial}, or devices unblock ${serial}), or has another one that was not seen yet`;
  return [{ kind: 'current-not-usable', words }];
}

/** How long after a certificate was issued its registration may write a date (developer guide, provision-wo-cert). */
const tokenMillis = 3_600_000;

/** Only later dates are written, and those that cannot be read: nobody is due earlier for it. */
function ofDate({ record, thing, certificates }: ExaminedDevice, { at }: Comparison): readonly Difference[] {
  const current = certificateInForce(record);
  // Another certificate may have written the date, if it is not this one that the device has.
  const isAlone = certificates.filter(isInUse).every(({ role }) => role === 'current');
  const isThere = certificates.some((each) => each.role === 'current' && isInUse(each));
  if (
    current === undefined ||
    !isAlone ||
    !isThere ||
    hidesDate(record) ||
    current.dateWithdrawnAt !== undefined
  ) {
    return [];
  }
  const shown = thing?.attributes[thingAttributes.certIssuance];
  const first = Date.parse(current.issuedAt);
  const dates = [first, first + tokenMillis].map((moment) => formatCertDate(new Date(moment)));
  const [date] = dates;
  if (date === undefined || dates.some((each) => each === shown)) {
    return [];
  }
  const issuance = readIssuance(shown, formatCertDate(at));
  const what = `its thing has the date ${shown ?? 'none'}, and its current certificate is of ${date}`;
  return issuance.kind === 'dated' && issuance.date > date
    ? [{ kind: 'date-differs', words: `${what}: a later date is left as it is` }]
    : [{ kind: 'date-differs', words: what, repair: { does: 'write-date', date } }];
}

function ofPermits(record: DeviceRecord | undefined, { at, hasEvidence }: Comparison): readonly Difference[] {
  const { permits = {}, namedPermit } = record ?? {};
  const named: [string, string][] = namedPermit === undefined ? [] : [['reprovision', namedPermit.until]];
  const open = [...Object.entries(permits), ...named].filter(([, until]) => until > at.toISOString());
  if (record === undefined || open.length === 0 || !hasEvidence) {
    return [];
  }
  const kinds = open.map(([kind, until]) => `${kind} until ${until}`).join(', ');
  const words =
    `it has a permit (${kinds}) that may have been used or revoked since the table was put back: devices revoke-permit ` +
    `${record.serial}, unless it is wanted`;
  return [{ kind: 'permit-open', words }];
}
