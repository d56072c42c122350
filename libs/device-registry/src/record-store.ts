import type { AgendaPage, ClaimPage, DevicePage } from './device-registry';
import type { ClaimRecord, DeviceRecord } from '@fleet/certificate-lifecycle';

/** Where records lie: all that a registry asks of a database. */
export interface RecordStore {
  /** Strongly consistent. */
  read(serial: string): Promise<DeviceRecord | undefined>;
  /**
   * Writes `record` if the stored version is the one before its own (none, for version 1), in one atomic step.
   * Returns whether it is stored; true also when a repeated request finds the very same record there.
   */
  write(record: DeviceRecord): Promise<boolean>;
  delete(serial: string): Promise<void>;
  /** Deletes `record` if it is still the stored one, in one atomic step. Returns whether it was. */
  deleteUnchanged(record: DeviceRecord): Promise<boolean>;
  readClaim(certificateId: string): Promise<ClaimRecord | undefined>;
  /** Writes `claim` unless the stored one is revoked. Returns whether it is stored; true also for a repeated request. */
  writeClaim(claim: ClaimRecord): Promise<boolean>;
  deleteClaim(certificateId: string): Promise<void>;
  listClaims(start?: string): Promise<ClaimPage>;
  list(options: { readonly limit: number; readonly start?: string }): Promise<DevicePage>;
  /** The `start` of a page that begins after this serial, whether or not it is there. */
  pageAfter(serial: string): string;
  /** The devices whose `agendaAt` has come by `until`, in its order; eventually consistent. */
  agenda(page: {
    readonly until: Date;
    readonly limit: number;
    readonly start?: string;
  }): Promise<AgendaPage>;
}
