import { agendaAt, timestamp, type ClaimRecord, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { AgendaPage, ClaimPage, DevicePage, RecordStore } from '@fleet/device-registry';
import { recordOf, type CloudState } from './cloud-state';
import type { CallWatch } from './call-watch';
import { inOlderRelease } from './older-release';

/** The devices table over a state, with what DynamoDB promises: consistent reads, and writes on a condition. */
export class RecordTable implements RecordStore {
  constructor(
    private readonly state: () => CloudState,
    private readonly watch: CallWatch,
    private readonly graceDays: number,
    /** Whether it is a function of an older release that asks. */
    private readonly isOlder: () => boolean,
  ) {}

  read(serial: string): Promise<DeviceRecord | undefined> {
    const record = recordOf(this.state(), serial);
    return Promise.resolve(record && this.isOlder() ? inOlderRelease(record) : record);
  }

  async write(record: DeviceRecord): Promise<boolean> {
    this.watch.before('PutItem');
    const state = this.state();
    if ((recordOf(state, record.serial)?.version ?? 0) !== record.version - 1) {
      return false;
    }
    const others = state.records.filter(({ serial }) => serial !== record.serial);
    const written = this.isOlder() ? inOlderRelease(record) : record;
    state.records = [...others, written].sort((one, other) => (one.serial < other.serial ? -1 : 1));
    await this.watch.after('PutItem');
    return true;
  }

  delete(serial: string): Promise<void> {
    const state = this.state();
    state.records = state.records.filter((each) => each.serial !== serial);
    return Promise.resolve();
  }

  deleteUnchanged({ serial, version }: DeviceRecord): Promise<boolean> {
    const state = this.state();
    const before = state.records.length;
    state.records = state.records.filter((each) => each.serial !== serial || each.version !== version);
    return Promise.resolve(state.records.length < before);
  }

  readClaim(certificateId: string): Promise<ClaimRecord | undefined> {
    return Promise.resolve(this.state().claims.find((each) => each.certificateId === certificateId));
  }

  async writeClaim(claim: ClaimRecord): Promise<boolean> {
    const state = this.state();
    const known = await this.readClaim(claim.certificateId);
    if (known?.revokedAt !== undefined) {
      return false;
    }
    state.claims = [...state.claims.filter((each) => each !== known), claim];
    return true;
  }

  deleteClaim(certificateId: string): Promise<void> {
    const state = this.state();
    state.claims = state.claims.filter((each) => each.certificateId !== certificateId);
    return Promise.resolve();
  }

  listClaims(): Promise<ClaimPage> {
    return Promise.resolve({ claims: this.state().claims });
  }

  list({ limit }: { readonly limit: number }): Promise<DevicePage> {
    return Promise.resolve({ devices: this.state().records.slice(0, limit) });
  }

  agenda({ until }: { readonly until: Date }): Promise<AgendaPage> {
    const rules = { graceDays: this.graceDays };
    const places = this.state().records.flatMap((record) => {
      const at = agendaAt(record, rules);
      return at === undefined || at > timestamp(until) ? [] : [{ at, serial: record.serial }];
    });
    places.sort((one, other) => (one.at < other.at ? -1 : 1));
    return Promise.resolve({ serials: places.map(({ serial }) => serial) });
  }

  pageAfter(serial: string): string {
    return serial;
  }
}
