import type {
  Adoption,
  AdoptionOutcome,
  AllowOutcome,
  BlockNote,
  ClaimRecord,
  DeviceRecord,
  DisallowOutcome,
  DueNote,
  IssueDecision,
  ModelBinding,
  PermitKind,
  Proof,
  ProofDecision,
  ProvisionRequest,
  Restoration,
  RestoreOutcome,
  Retirement,
  RotationRequest,
} from '@fleet/certificate-lifecycle';

/** Somebody else wrote the record since it was read. The device asks again. */
export interface IssueConflict {
  readonly outcome: 'conflict';
}

/** One page of the devices on record. */
export interface DevicePage {
  readonly devices: readonly DeviceRecord[];
  /** Where the next page begins; absent on the last. A page may be empty and still have a next one. */
  readonly next?: string;
}

/** One page of the devices that a sweep has chores for. */
export interface AgendaPage {
  readonly serials: readonly string[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** One page of the claims on record. */
export interface ClaimPage {
  readonly claims: readonly ClaimRecord[];
  /** Where the next page begins; absent on the last. A page may be empty and still have a next one. */
  readonly next?: string;
}

/** A device that has no record was to be changed. */
export class UnknownDeviceError extends Error {
  override readonly name = 'UnknownDeviceError';

  constructor(readonly serial: string) {
    super(`There is no record of the device ${JSON.stringify(serial)}: allow or provision it first.`);
  }
}

/** One record was written by others again and again while it was to be changed. */
export class RegistryContentionError extends Error {
  override readonly name = 'RegistryContentionError';

  constructor(
    readonly serial: string,
    attempts: number,
  ) {
    super(
      `The record of the device ${JSON.stringify(serial)} changed during each of ${attempts} attempts. Try again.`,
    );
  }
}

/**
 * The devices table. Reads are strongly consistent. Every change is one conditional write on one item: whoever
 * builds on a record that has changed since writes nothing.
 */
export interface DeviceRegistry {
  find(serial: string): Promise<DeviceRecord | undefined>;

  /** The claim certificate of this fleet with that id. */
  findClaim(certificateId: string): Promise<ClaimRecord | undefined>;

  /**
   * Puts a claim on record, or writes its record anew, unless its revocation is noted there.
   * @returns whether it is on record as given; false for one that is revoked
   */
  recordClaim(claim: ClaimRecord): Promise<boolean>;

  /**
   * Notes that a claim is revoked, before AWS IoT is told: no certificate that was issued over it can become current
   * from then on. A proof that has read the claim by then counts as one from before.
   * @returns the record; nothing where there is none
   */
  noteClaimRevoked(certificateId: string, at: Date): Promise<ClaimRecord | undefined>;

  removeClaim(certificateId: string): Promise<void>;

  /**
   * All claims on record, page by page, in no order. They are few, and lie between the devices: this reads the whole
   * table.
   * @param start the `next` of the page before
   */
  listClaims(start?: string): Promise<ClaimPage>;

  /**
   * Has no certificate of the device that was issued over this claim become current any more, where none was proven.
   * @returns those that are to be made inactive and detached
   * @throws UnknownDeviceError, RegistryContentionError
   */
  withdrawUnproven(serial: string, claimCertificateId: string, at: Date): Promise<readonly string[]>;

  /**
   * For the provision hook: records a certificate asked for over a claim, or says why it may not be had. Reads
   * nothing and writes at most once.
   * @param known the record as the hook has just found it
   */
  recordIssued(
    known: DeviceRecord | undefined,
    request: ProvisionRequest,
  ): Promise<IssueDecision | IssueConflict>;

  /**
   * The same for the rotation hook. It reads the claim of the certificate that is rotated where that was never proven,
   * and has to stand.
   */
  recordRotationIssued(
    known: DeviceRecord | undefined,
    request: RotationRequest,
  ): Promise<IssueDecision | IssueConflict>;

  /**
   * For the proof handler, which has made sure that the certificate is attached to the thing and active: the
   * certificate becomes current if it may. The handler then retires what `retire` lists and says so. For its first
   * proof, the claim that it was issued over has to stand, which is read then and only then.
   * @param known the record as the handler has just found it, which spares another read where it still stands
   * @throws RegistryContentionError
   */
  proveCurrent(proof: Proof, known?: DeviceRecord): Promise<ProofDecision>;

  /**
   * For a sweep, before it makes a successor inactive that its device seems to have lost: notes that.
   * @returns whether it is to be made inactive; not when it came into force meanwhile
   * @throws UnknownDeviceError, RegistryContentionError
   */
  takeForLost(serial: string, certificateId: string, at: Date): Promise<boolean>;

  /**
   * Notes certificates that are inactive, and detached unless they are only lost, and how long AWS IoT keeps them.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteRetired(serial: string, certificateIds: readonly string[], retirement: Retirement): Promise<void>;

  /**
   * The devices that a sweep has chores for at `until`, those that have waited longest first; eventually consistent,
   * so each record is to be read again.
   * @param page.start the `next` of the page before
   */
  agenda(page: {
    readonly until: Date;
    readonly limit: number;
    readonly start?: string;
  }): Promise<AgendaPage>;

  /**
   * Notes retired certificates that AWS IoT has deleted.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteDeleted(serial: string, certificateIds: readonly string[], at: Date): Promise<void>;

  /**
   * Notes that the thing shows the date of the certificate in force, and not that of these unproven ones.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteDateWithdrawn(serial: string, certificateIds: readonly string[], at: Date): Promise<void>;

  /**
   * Notes that the thing shows the date of this certificate again. Whatever came into force meanwhile keeps its mark.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteDateRestored(serial: string, certificateId: string): Promise<void>;

  /**
   * For a sweep, which alone sets that mark: notes that AWS IoT has this certificate active again, which a sweep had
   * taken for lost.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteReinstated(serial: string, certificateId: string): Promise<void>;

  /**
   * Notes that none of the certificates of a blocked device is active, where the block still stands.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteBlockEnforced(serial: string, at: Date): Promise<void>;

  /**
   * For a sweep, before it warns: notes that this certificate is due, where it is in force, and its device’s turn to rotate.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteDue(serial: string, certificateId: string, due: DueNote): Promise<void>;

  /**
   * Notes that this certificate, due and in force, carried a connection itself when a warning was published; the first
   * time.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  noteWarned(serial: string, certificateId: string, at: Date): Promise<void>;

  /**
   * Forgets what the certificate in force was warned of.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  forgetWarnings(serial: string): Promise<void>;

  /**
   * Gives the certificate in force all of its time again: it was warned of nothing, and is silent from now on.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  giveTime(serial: string, at: Date): Promise<void>;

  /**
   * Takes permits from the record whose time is over.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  dropEndedPermits(serial: string, at: Date): Promise<void>;

  /**
   * Puts a serial on record so that it may provision. A block stays, and is the outcome.
   * @param binding what its claim must be of; as it is when absent, and every model for a serial that is new
   * @throws RegistryContentionError
   */
  allow(serial: string, binding?: ModelBinding): Promise<AllowOutcome>;

  /**
   * Takes a serial from the allow list that has not joined: its record is deleted, if it is still the one that says so.
   * @throws RegistryContentionError
   */
  disallow(serial: string): Promise<DisallowOutcome>;

  /**
   * Blocks a device because it is being removed, and notes the certificates that are attached to its thing.
   * @returns the record as it is then
   * @throws RegistryContentionError
   */
  beginRemoval(
    serial: string,
    removal: { readonly certificateIds: readonly string[]; readonly at: Date },
  ): Promise<DeviceRecord>;

  /**
   * Blocks an adopted device because it is being given back. A block of an operator stays as it is.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  beginRelease(serial: string, at: Date): Promise<void>;

  /**
   * Notes a certificate that the table has lost, in force from then on.
   * @throws RegistryContentionError
   */
  restore(restoration: Restoration): Promise<RestoreOutcome>;

  /**
   * Refuses the serial everything from now on; also one that was never seen.
   * @throws RegistryContentionError
   */
  block(serial: string, note?: BlockNote): Promise<void>;

  /**
   * Lifts a block, where there is one.
   * @throws UnknownDeviceError, RegistryContentionError
   */
  unblock(serial: string): Promise<void>;

  /**
   * @param certificateId the only certificate that a `reprovision` permit is to be for
   * @throws UnknownDeviceError, RegistryContentionError
   */
  grantPermit(serial: string, kind: PermitKind, expiresAt: Date, certificateId?: string): Promise<void>;

  /**
   * Takes permits back.
   * @returns those of `kinds` that there were, expired ones included
   * @throws UnknownDeviceError, RegistryContentionError
   */
  revokePermits(serial: string, kinds: readonly PermitKind[]): Promise<readonly PermitKind[]>;

  /**
   * Takes a device of another stack on record, for the operator who has made sure that the certificate is active,
   * and attached to the thing of that name and no other.
   * @throws RegistryContentionError
   */
  adopt(adoption: Adoption): Promise<AdoptionOutcome>;

  /** Forgets a device whose thing and certificates are gone. Safe to repeat. */
  forget(serial: string): Promise<void>;

  /** @param start the `next` of the page before, or what `pageAfter` says */
  list(options: { readonly limit: number; readonly start?: string }): Promise<DevicePage>;

  /** The `start` of the page whose first device is the one after `serial`, in the order in which pages have them. */
  pageAfter(serial: string): string;
}
