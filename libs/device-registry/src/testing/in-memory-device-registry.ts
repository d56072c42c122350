import type { AgendaPage, ClaimPage, DevicePage, DeviceRegistry } from '../device-registry';
import {
  agendaAt,
  leastGraceDays,
  timestamp,
  type ClaimRecord,
  type DeviceRecord,
} from '@fleet/certificate-lifecycle';
import { OptimisticDeviceRegistry } from '../optimistic-device-registry';
import type { RecordStore } from '../record-store';

/** Records in a map: for tests of what stands on a registry. Its registry is the same code as DynamoDB's. */
export class InMemoryRecordStore implements RecordStore {
  private readonly devices = new Map<string, DeviceRecord>();
  private readonly claims: Map<string, ClaimRecord>;

  constructor(
    private readonly graceDays: number,
    claims: readonly ClaimRecord[],
  ) {
    this.claims = new Map(claims.map((claim) => [claim.certificateId, claim]));
  }

  read(serial: string): Promise<DeviceRecord | undefined> {
    return Promise.resolve(this.devices.get(serial));
  }

  write(record: DeviceRecord): Promise<boolean> {
    const before = this.devices.get(record.serial)?.version ?? 0;
    if (before !== record.version - 1) {
      return Promise.resolve(false);
    }
    this.devices.set(record.serial, structuredClone(record));
    return Promise.resolve(true);
  }

  delete(serial: string): Promise<void> {
    this.devices.delete(serial);
    return Promise.resolve();
  }

  deleteUnchanged({ serial, version }: DeviceRecord): Promise<boolean> {
    const isUnchanged = this.devices.get(serial)?.version === version;
    return Promise.resolve(isUnchanged && this.devices.delete(serial));
  }

  readClaim(certificateId: string): Promise<ClaimRecord | undefined> {
    return Promise.resolve(this.claims.get(certificateId));
  }

  writeClaim(claim: ClaimRecord): Promise<boolean> {
    if (this.claims.get(claim.certificateId)?.revokedAt !== undefined) {
      return Promise.resolve(false);
    }
    this.claims.set(claim.certificateId, claim);
    return Promise.resolve(true);
  }

  deleteClaim(certificateId: string): Promise<void> {
    this.claims.delete(certificateId);
    return Promise.resolve();
  }

  /** One a page, so that code that reads only the first page fails. */
  listClaims(start?: string): Promise<ClaimPage> {
    const ids = [...this.claims.keys()].sort().filter((id) => start === undefined || id > start);
    const claims = ids.slice(0, 1).flatMap((id) => this.claims.get(id) ?? []);
    const last = claims.at(-1)?.certificateId;
    return Promise.resolve(last === undefined || ids.length === 1 ? { claims } : { claims, next: last });
  }

  list({ limit, start }: { readonly limit: number; readonly start?: string }): Promise<DevicePage> {
    const serials = [...this.devices.keys()].sort().filter((serial) => start === undefined || serial > start);
    const devices = serials.slice(0, limit).flatMap((serial) => this.devices.get(serial) ?? []);
    const last = devices.at(-1)?.serial;
    const isLastPage = last === undefined || devices.length === serials.length;
    return Promise.resolve(isLastPage ? { devices } : { devices, next: last });
  }

  agenda({
    until,
    limit,
    start,
  }: {
    readonly until: Date;
    readonly limit: number;
    readonly start?: string;
  }): Promise<AgendaPage> {
    const places = [...this.devices.values()].flatMap((record) => {
      const at = agendaAt(record, { graceDays: this.graceDays });
      return at === undefined || at > timestamp(until) ? [] : [`${at}/${record.serial}`];
    });
    const after = places.sort().filter((place) => start === undefined || place > start);
    const page = after.slice(0, limit);
    const serials = page.map((place) => place.slice(place.indexOf('/') + 1));
    const last = page.at(-1);
    return Promise.resolve(
      last === undefined || page.length === after.length ? { serials } : { serials, next: last },
    );
  }

  pageAfter(serial: string): string {
    return serial;
  }
}

/** @param claimIds of the claims that are on record from the beginning, all of one model */
export function inMemoryDeviceRegistry(
  graceDays = leastGraceDays,
  claimIds: readonly string[] = [],
): DeviceRegistry {
  const issuedAt = '2025-01-01T00:00:00.000Z';
  const claims = claimIds.map((certificateId) => ({ certificateId, model: 'model-1', issuedAt }));
  return new OptimisticDeviceRegistry(new InMemoryRecordStore(graceDays, claims));
}
