import { defined } from '@fleet/optional-members';
import {
  emptyRecord,
  isMadeByFleet,
  timestamp,
  type DeviceRecord,
  type PermitKind,
  type Transition,
} from './device-record';

/*
 * What an operator decides about a device, without I/O. None of it touches a certificate: that is for whoever
 * asked to do afterwards, on what the record then says.
 */

/** `blocked`: nothing was changed, the block has to be lifted first. */
export type AllowOutcome = 'allowed' | 'unchanged' | 'blocked';

/** The model that a serial is bound to: this one, whichever it is bound to already, or none. */
export type ModelBinding = { readonly model: string } | 'as-it-is' | 'any-model';

/** Puts a serial on the allow list. Neither a block nor a binding to a model is lifted in passing. */
export function allow(
  known: DeviceRecord | undefined,
  serial: string,
  binding: ModelBinding,
): Transition<AllowOutcome> {
  if (known?.state === 'blocked') {
    return { outcome: 'blocked' };
  }
  const { allowedModel: before, ...record } = known ?? emptyRecord(serial);
  const model = binding === 'as-it-is' ? before : binding === 'any-model' ? undefined : binding.model;
  if (known !== undefined && before === model) {
    return { outcome: 'unchanged' };
  }
  return { outcome: 'allowed', next: { ...record, ...defined({ allowedModel: model }) } };
}

/**
 * `has-joined`: this fleet has let it have a certificate, so that it is more than a line of the list. `blocked`: the
 * record is what keeps it out.
 */
export type DisallowOutcome = 'disallowed' | 'not-on-record' | 'blocked' | 'has-joined';

/** Whether a line of the allow list can be taken back. The record goes with it, and nothing else is there. */
export function disallow(known: DeviceRecord | undefined): DisallowOutcome {
  if (known === undefined) {
    return 'not-on-record';
  }
  if (known.state === 'blocked') {
    return 'blocked';
  }
  return isMadeByFleet(known) || known.certificates.length > 0 ? 'has-joined' : 'disallowed';
}

const removalReason = 'it is being removed';

/**
 * Notes that a device is being removed, before anything of it is: it is blocked from then on, so that nothing new comes
 * into being, and what a removal that is cut off has left stays known.
 * @param certificateIds those that are attached to its thing
 */
export function beginRemoval(
  known: DeviceRecord | undefined,
  serial: string,
  { certificateIds, at }: { readonly certificateIds: readonly string[]; readonly at: Date },
): DeviceRecord | undefined {
  const record = known ?? emptyRecord(serial);
  const before = record.removal;
  const isNoted = certificateIds.every((id) => before?.certificateIds.includes(id) === true);
  if (before !== undefined && isNoted && record.state === 'blocked') {
    return undefined;
  }
  const blocked = block(record, serial, { at, reason: record.blockReason ?? removalReason }).next ?? record;
  const all = [...new Set([...(before?.certificateIds ?? []), ...certificateIds])];
  return { ...blocked, removal: { at: before?.at ?? timestamp(at), certificateIds: all } };
}

const releaseReason = 'it is being given back to the stack that it comes from';

/**
 * Notes that an adopted device is being given back: it is blocked from then on, so that nothing new comes into being. Its
 * certificates are the older stack's by then, so no sweep makes them inactive. A block of an operator stays as it is.
 */
export function beginRelease(known: DeviceRecord, at: Date): DeviceRecord | undefined {
  if (known.state === 'blocked') {
    return undefined;
  }
  const { serial } = known;
  const blocked = block(known, serial, { at, reason: releaseReason }).next ?? known;
  return { ...blocked, blockEnforcedAt: timestamp(at), release: { at: timestamp(at) } };
}

/** Whether an operator keeps the device out, and not only its release. */
export function isKeptOut({ state, release }: Pick<DeviceRecord, 'state' | 'release'>): boolean {
  return state === 'blocked' && release === undefined;
}

/** When, and in the operator's words why, a device was blocked. */
export interface BlockNote {
  readonly at: Date;
  readonly reason?: string;
}

/** Blocks a device, also one that was never seen. Blocking it again only changes the reason. */
export function block(
  known: DeviceRecord | undefined,
  serial: string,
  note: BlockNote | undefined,
): Transition<undefined> {
  // That a device is being given back is no block of an operator: its certificates are still active.
  const record = (known?.release === undefined ? known : unblock(known)) ?? emptyRecord(serial);
  if (record.state === 'blocked' && (note?.reason === undefined || note.reason === record.blockReason)) {
    return { outcome: undefined };
  }
  // One of a block before, which a release that does not know of it has lifted.
  const { blockEnforcedAt, ...others } = record;
  return {
    outcome: undefined,
    next: {
      ...others,
      state: 'blocked',
      ...defined({
        blockedAt: record.blockedAt ?? (note && timestamp(note.at)),
        blockReason: note?.reason ?? record.blockReason,
        blockEnforcedAt: record.state === 'blocked' ? blockEnforcedAt : undefined,
      }),
    },
  };
}

/** Lifts a block; everything else stays as it was. */
export function unblock(known: DeviceRecord): DeviceRecord | undefined {
  if (known.state !== 'blocked') {
    return undefined;
  }
  const {
    blockedAt: _at,
    blockReason: _reason,
    blockEnforcedAt: _enforced,
    removal: _removal,
    release: _release,
    ...record
  } = known;
  return { ...record, state: isMadeByFleet(record) ? 'active' : 'allowed' };
}

/** What an operator permits. */
export interface Permit {
  readonly kind: PermitKind;
  readonly expiresAt: Date;
  /** Of a `reprovision` permit: the only certificate that it is for. */
  readonly certificateId?: string | undefined;
}

/** Grants a permit, in place of the one of its kind that there may be. */
export function grantPermit(known: DeviceRecord, { kind, expiresAt, certificateId }: Permit): DeviceRecord {
  const until = timestamp(expiresAt);
  if (kind !== 'reprovision') {
    return { ...known, permits: { ...known.permits, [kind]: until } };
  }
  const { permits: before, namedPermit: _before, ...record } = known;
  const { reprovision: _any, ...permits } = before;
  return certificateId === undefined
    ? { ...record, permits: { ...permits, reprovision: until } }
    : { ...record, permits, namedPermit: { certificateId, until } };
}

/** Takes permits back. */
export function revokePermits(known: DeviceRecord, kinds: readonly PermitKind[]): Transition<PermitKind[]> {
  const { namedPermit, ...record } = known;
  const isGranted = (kind: PermitKind) =>
    known.permits[kind] !== undefined || (kind === 'reprovision' && namedPermit !== undefined);
  const revoked = kinds.filter(isGranted);
  if (revoked.length === 0) {
    return { outcome: revoked };
  }
  const permits = Object.fromEntries(
    Object.entries(known.permits).filter(([kind]) => !revoked.some((each) => each === kind)),
  );
  const left = revoked.includes('reprovision') ? undefined : namedPermit;
  return { outcome: revoked, next: { ...record, permits, ...defined({ namedPermit: left }) } };
}
