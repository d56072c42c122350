import type { ClaimRecord, DeviceRecord } from '@fleet/certificate-lifecycle';
import type { CallCounts } from './call-counts';
import type { AgendaPage, DevicePage, RecordStore } from '@fleet/device-registry';

/** The devices table in memory, for very many devices: DynamoDB has quotas that no storm comes near. */
export class RecordMap implements RecordStore {
  readonly records = new Map<string, DeviceRecord>();
  private readonly claims = new Map<string, ClaimRecord>();

  constructor(private readonly counts: CallCounts) {}

  read(serial: string): Promise<DeviceRecord | undefined> {
    this.counts.done('GetItem (DynamoDB)');
    return Promise.resolve(this.records.get(serial));
  }

  write(record: DeviceRecord): Promise<boolean> {
    this.counts.done('PutItem (DynamoDB)');
    const isNext = (this.records.get(record.serial)?.version ?? 0) === record.version - 1;
    if (isNext) {
      this.records.set(record.serial, record);
    }
    return Promise.resolve(isNext);
  }

  delete(serial: string): Promise<void> {
    this.records.delete(serial);
    return Promise.resolve();
  }

  deleteUnchanged({ serial, version }: DeviceRecord): Promise<boolean> {
    const isStored = this.records.get(serial)?.version === version;
    return Promise.resolve(isStored && this.records.delete(serial));
  }

  readClaim(certificateId: string): Promise<ClaimRecord | undefined> {
    this.counts.done('GetItem (DynamoDB)');
    return Promise.resolve(this.claims.get(certificateId));
  }

  writeClaim(claim: ClaimRecord): Promise<boolean> {
    this.claims.set(claim.certificateId, claim);
    return Promise.resolve(true);
  }

  deleteClaim(certificateId: string): Promise<void> {
    this.claims.delete(certificateId);
    return Promise.resolve();
  }

  list(): Promise<DevicePage> {
    return Promise.reject(new Error('No storm lists its devices.'));
  }

  listClaims(): Promise<never> {
    return Promise.reject(new Error('No storm lists its claims.'));
  }

  agenda(): Promise<AgendaPage> {
    return Promise.reject(new Error('No storm has a sweep.'));
  }

  pageAfter(serial: string): string {
    return serial;
  }
}
