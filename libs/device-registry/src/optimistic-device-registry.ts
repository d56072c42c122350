import {
  adopt,
  allow,
  beginRelease,
  beginRemoval,
  block,
  claimBehind,
  claimStanding,
  disallow,
  dropEndedPermits,
  forgetWarnings,
  giveTime,
  issueOverCertificate,
  issueOverClaim,
  noteBlockEnforced,
  noteDateRestored,
  noteDateWithdrawn,
  noteDeleted,
  noteDue,
  noteReinstated,
  noteWarned,
  prove,
  restore,
  retire,
  grantPermit,
  revokePermits,
  takeForLost,
  timestamp,
  unblock,
  withdrawUnproven,
  type Adoption,
  type AdoptionOutcome,
  type AllowOutcome,
  type BlockNote,
  type ClaimRecord,
  type ClaimStanding,
  type DeviceRecord,
  type DisallowOutcome,
  type DueNote,
  type IssueDecision,
  type ModelBinding,
  type PermitKind,
  type Proof,
  type ProofDecision,
  type ProvisionRequest,
  type Restoration,
  type RestoreOutcome,
  type Retirement,
  type RotationRequest,
  type Transition,
} from '@fleet/certificate-lifecycle';
import { RegistryContentionError, UnknownDeviceError } from './device-registry';
import type { AgendaPage, ClaimPage, DevicePage, DeviceRegistry, IssueConflict } from './device-registry';
import type { RecordStore } from './record-store';

/** Enough for every other writer of one serial to get ahead once. */
const attempts = 10;

/** Reads a record, lets the rules decide, and writes only if the record is still the one they decided on. */
export class OptimisticDeviceRegistry implements DeviceRegistry {
  constructor(private readonly store: RecordStore) {}

  find(serial: string): Promise<DeviceRecord | undefined> {
    return this.store.read(serial);
  }

  findClaim(certificateId: string): Promise<ClaimRecord | undefined> {
    return this.store.readClaim(certificateId);
  }

  recordClaim(claim: ClaimRecord): Promise<boolean> {
    return this.store.writeClaim(claim);
  }

  async noteClaimRevoked(certificateId: string, at: Date): Promise<ClaimRecord | undefined> {
    const known = await this.store.readClaim(certificateId);
    if (known === undefined || known.revokedAt !== undefined) {
      return known;
    }
    const revoked = { ...known, revokedAt: timestamp(at) };
    // Where that writes nothing, somebody else has noted it meanwhile.
    return (await this.store.writeClaim(revoked)) ? revoked : this.store.readClaim(certificateId);
  }

  removeClaim(certificateId: string): Promise<void> {
    return this.store.deleteClaim(certificateId);
  }

  listClaims(start?: string): Promise<ClaimPage> {
    return this.store.listClaims(start);
  }

  withdrawUnproven(serial: string, claimCertificateId: string, at: Date): Promise<readonly string[]> {
    return this.change(serial, (known) => withdrawUnproven(existing(serial, known), claimCertificateId, at));
  }

  recordIssued(
    known: DeviceRecord | undefined,
    request: ProvisionRequest,
  ): Promise<IssueDecision | IssueConflict> {
    return this.writeOnce(issueOverClaim(known, request));
  }

  async recordRotationIssued(
    known: DeviceRecord | undefined,
    request: RotationRequest,
  ): Promise<IssueDecision | IssueConflict> {
    const claim = await this.standingBehind(known, request.issuedOver);
    return this.writeOnce(issueOverCertificate(known, request, claim));
  }

  async proveCurrent(proof: Proof, known?: DeviceRecord): Promise<ProofDecision> {
    const decide = async (record: DeviceRecord | undefined): Promise<Transition<ProofDecision>> =>
      prove(record, proof, await this.standingBehind(record, proof.certificateId));
    if (known !== undefined) {
      const { outcome, next } = await decide(known);
      // A refusal that writes nothing is not held to this record by any condition: others may have written since.
      const isFinal = next === undefined && outcome.outcome !== 'refused';
      if (isFinal || (next !== undefined && (await this.store.write(following(next))))) {
        return outcome;
      }
    }
    return this.change(proof.serial, decide);
  }

  takeForLost(serial: string, certificateId: string, at: Date): Promise<boolean> {
    return this.change(serial, (known) => takeForLost(existing(serial, known), certificateId, at));
  }

  noteRetired(serial: string, certificateIds: readonly string[], retirement: Retirement): Promise<void> {
    return this.changeExisting(serial, (record) => retire(record, certificateIds, retirement));
  }

  agenda(page: {
    readonly until: Date;
    readonly limit: number;
    readonly start?: string;
  }): Promise<AgendaPage> {
    return this.store.agenda(page);
  }

  noteDeleted(serial: string, certificateIds: readonly string[], at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => noteDeleted(record, certificateIds, at));
  }

  noteDateWithdrawn(serial: string, certificateIds: readonly string[], at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => noteDateWithdrawn(record, certificateIds, at));
  }

  noteDateRestored(serial: string, certificateId: string): Promise<void> {
    return this.changeExisting(serial, (record) => noteDateRestored(record, certificateId));
  }

  noteReinstated(serial: string, certificateId: string): Promise<void> {
    return this.changeExisting(serial, (record) => noteReinstated(record, certificateId));
  }

  noteBlockEnforced(serial: string, at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => noteBlockEnforced(record, at));
  }

  noteDue(serial: string, certificateId: string, due: DueNote): Promise<void> {
    return this.changeExisting(serial, (record) => noteDue(record, certificateId, due));
  }

  noteWarned(serial: string, certificateId: string, at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => noteWarned(record, certificateId, at));
  }

  forgetWarnings(serial: string): Promise<void> {
    return this.changeExisting(serial, forgetWarnings);
  }

  giveTime(serial: string, at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => giveTime(record, at));
  }

  dropEndedPermits(serial: string, at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => dropEndedPermits(record, at));
  }

  allow(serial: string, binding: ModelBinding = 'as-it-is'): Promise<AllowOutcome> {
    return this.change(serial, (known) => allow(known, serial, binding));
  }

  async disallow(serial: string): Promise<DisallowOutcome> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const known = await this.store.read(serial);
      const outcome = disallow(known);
      if (known === undefined || outcome !== 'disallowed' || (await this.store.deleteUnchanged(known))) {
        return outcome;
      }
    }
    throw new RegistryContentionError(serial, attempts);
  }

  beginRemoval(
    serial: string,
    removal: { readonly certificateIds: readonly string[]; readonly at: Date },
  ): Promise<DeviceRecord> {
    return this.change(serial, (known) => {
      const next = beginRemoval(known, serial, removal);
      return next === undefined ? { outcome: existing(serial, known) } : { outcome: following(next), next };
    });
  }

  beginRelease(serial: string, at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => beginRelease(record, at));
  }

  restore(restoration: Restoration): Promise<RestoreOutcome> {
    return this.change(restoration.serial, (known) => restore(known, restoration));
  }

  block(serial: string, note?: BlockNote): Promise<void> {
    return this.change(serial, (known) => block(known, serial, note));
  }

  unblock(serial: string): Promise<void> {
    return this.changeExisting(serial, unblock);
  }

  grantPermit(serial: string, kind: PermitKind, expiresAt: Date, certificateId?: string): Promise<void> {
    return this.changeExisting(serial, (record) => grantPermit(record, { kind, expiresAt, certificateId }));
  }

  revokePermits(serial: string, kinds: readonly PermitKind[]): Promise<readonly PermitKind[]> {
    return this.change(serial, (known) => revokePermits(existing(serial, known), kinds));
  }

  adopt(adoption: Adoption): Promise<AdoptionOutcome> {
    return this.change(adoption.serial, (known) => adopt(known, adoption));
  }

  forget(serial: string): Promise<void> {
    return this.store.delete(serial);
  }

  list(options: { readonly limit: number; readonly start?: string }): Promise<DevicePage> {
    return this.store.list(options);
  }

  pageAfter(serial: string): string {
    return this.store.pageAfter(serial);
  }

  private async standingBehind(
    record: DeviceRecord | undefined,
    certificateId: string,
  ): Promise<ClaimStanding> {
    const claim = claimBehind(record, certificateId);
    return claim === undefined ? 'stands' : claimStanding(await this.store.readClaim(claim));
  }

  private async writeOnce({
    outcome,
    next,
  }: Transition<IssueDecision>): Promise<IssueDecision | IssueConflict> {
    if (next === undefined || outcome.outcome !== 'recorded') {
      return outcome;
    }
    const written = following(next);
    return (await this.store.write(written)) ? { ...outcome, record: written } : { outcome: 'conflict' };
  }

  private changeExisting(
    serial: string,
    step: (record: DeviceRecord) => DeviceRecord | undefined,
  ): Promise<void> {
    return this.change(serial, (known) => {
      const next = step(existing(serial, known));
      return next === undefined ? { outcome: undefined } : { outcome: undefined, next };
    });
  }

  private async change<Outcome>(
    serial: string,
    decide: (known: DeviceRecord | undefined) => Transition<Outcome> | Promise<Transition<Outcome>>,
  ): Promise<Outcome> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { outcome, next } = await decide(await this.store.read(serial));
      if (next === undefined || (await this.store.write(following(next)))) {
        return outcome;
      }
    }
    throw new RegistryContentionError(serial, attempts);
  }
}

function existing(serial: string, known: DeviceRecord | undefined): DeviceRecord {
  if (known === undefined) {
    throw new UnknownDeviceError(serial);
  }
  return known;
}

function following(record: DeviceRecord): DeviceRecord {
  return { ...record, version: record.version + 1 };
}
