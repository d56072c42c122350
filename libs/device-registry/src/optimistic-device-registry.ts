import {
  adopt,
  allow,
  block,
  dropEndedPermits,
  issueOverCertificate,
  issueOverClaim,
  noteBlockEnforced,
  noteDateRestored,
  noteDateWithdrawn,
  noteDeleted,
  noteReinstated,
  prove,
  retire,
  revokePermits,
  takeForLost,
  timestamp,
  unblock,
  type Adoption,
  type AdoptionOutcome,
  type AllowOutcome,
  type BlockNote,
  type ClaimRecord,
  type DeviceRecord,
  type IssueDecision,
  type ModelBinding,
  type PermitKind,
  type Proof,
  type ProofDecision,
  type ProvisionRequest,
  type Retirement,
  type RotationRequest,
  type Transition,
} from '@fleet/certificate-lifecycle';
import { RegistryContentionError, UnknownDeviceError } from './device-registry';
import type { AgendaPage, DevicePage, DeviceRegistry, IssueConflict } from './device-registry';
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

  recordClaim(claim: ClaimRecord): Promise<void> {
    return this.store.writeClaim(claim);
  }

  removeClaim(certificateId: string): Promise<void> {
    return this.store.deleteClaim(certificateId);
  }

  recordIssued(
    known: DeviceRecord | undefined,
    request: ProvisionRequest,
  ): Promise<IssueDecision | IssueConflict> {
    return this.writeOnce(issueOverClaim(known, request));
  }

  recordRotationIssued(
    known: DeviceRecord | undefined,
    request: RotationRequest,
  ): Promise<IssueDecision | IssueConflict> {
    return this.writeOnce(issueOverCertificate(known, request));
  }

  proveCurrent(proof: Proof): Promise<ProofDecision> {
    return this.change(proof.serial, (record) => prove(record, proof));
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

  dropEndedPermits(serial: string, at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => dropEndedPermits(record, at));
  }

  allow(serial: string, binding: ModelBinding = 'as-it-is'): Promise<AllowOutcome> {
    return this.change(serial, (known) => allow(known, serial, binding));
  }

  block(serial: string, note?: BlockNote): Promise<void> {
    return this.change(serial, (known) => block(known, serial, note));
  }

  unblock(serial: string): Promise<void> {
    return this.changeExisting(serial, unblock);
  }

  grantPermit(serial: string, kind: PermitKind, expiresAt: Date): Promise<void> {
    return this.changeExisting(serial, (record) => ({
      ...record,
      permits: { ...record.permits, [kind]: timestamp(expiresAt) },
    }));
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
    decide: (known: DeviceRecord | undefined) => Transition<Outcome>,
  ): Promise<Outcome> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { outcome, next } = decide(await this.store.read(serial));
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
