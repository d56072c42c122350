import {
  issueOverCertificate,
  issueOverClaim,
  prove,
  retire,
  type IssueDecision,
  type Proof,
  type ProofDecision,
  type ProvisionRequest,
  type RotationRequest,
  type Transition,
} from './certificate-life';
import { RegistryContentionError, UnknownDeviceError } from './device-registry';
import type { DevicePage, DeviceRegistry, IssueConflict } from './device-registry';
import { emptyRecord, isMadeByFleet, timestamp } from './device-record';
import type { ClaimRecord, DeviceRecord, PermitKind } from './device-record';
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

  noteRetired(serial: string, certificateIds: readonly string[], at: Date): Promise<void> {
    return this.changeExisting(serial, (record) => retire(record, certificateIds, at));
  }

  allow(serial: string, model?: string): Promise<void> {
    return this.change(serial, (known) => {
      const { allowedModel, ...record } = known ?? emptyRecord(serial);
      const state = isMadeByFleet(record) ? 'active' : 'allowed';
      if (known?.state === state && allowedModel === model) return { outcome: undefined };
      const bound = model === undefined ? {} : { allowedModel: model };
      return { outcome: undefined, next: { ...record, state, ...bound } };
    });
  }

  block(serial: string): Promise<void> {
    return this.change(serial, (known) => {
      if (known?.state === 'blocked') return { outcome: undefined };
      return { outcome: undefined, next: { ...(known ?? emptyRecord(serial)), state: 'blocked' } };
    });
  }

  grantPermit(serial: string, kind: PermitKind, expiresAt: Date): Promise<void> {
    return this.changeExisting(serial, (record) => ({
      ...record,
      permits: { ...record.permits, [kind]: timestamp(expiresAt) },
    }));
  }

  forget(serial: string): Promise<void> {
    return this.store.delete(serial);
  }

  list(options: { readonly limit: number; readonly start?: string }): Promise<DevicePage> {
    return this.store.list(options);
  }

  private async writeOnce({
    outcome,
    next,
  }: Transition<IssueDecision>): Promise<IssueDecision | IssueConflict> {
    if (next === undefined || outcome.outcome !== 'recorded') return outcome;
    const written = following(next);
    return (await this.store.write(written)) ? { ...outcome, record: written } : { outcome: 'conflict' };
  }

  private changeExisting(
    serial: string,
    step: (record: DeviceRecord) => DeviceRecord | undefined,
  ): Promise<void> {
    return this.change(serial, (known) => {
      if (known === undefined) throw new UnknownDeviceError(serial);
      const next = step(known);
      return next === undefined ? { outcome: undefined } : { outcome: undefined, next };
    });
  }

  private async change<Outcome>(
    serial: string,
    decide: (known: DeviceRecord | undefined) => Transition<Outcome>,
  ): Promise<Outcome> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { outcome, next } = decide(await this.store.read(serial));
      if (next === undefined || (await this.store.write(following(next)))) return outcome;
    }
    throw new RegistryContentionError(serial, attempts);
  }
}

function following(record: DeviceRecord): DeviceRecord {
  return { ...record, version: record.version + 1 };
}
