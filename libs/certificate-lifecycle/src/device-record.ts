import type { CertificateInForce, IssuedCertificate, Timestamp } from './issued-certificate';

/** `allowed`: on record, nothing issued yet. `active`: something was. */
export type DeviceState = 'allowed' | 'active' | 'blocked';

/** `reprovision`: with a claim, although it has a certificate. `rotate`: although it is not due. */
export type PermitKind = 'reprovision' | 'rotate';

/** A `reprovision` permit for one certificate alone. */
export interface NamedPermit {
  readonly certificateId: string;
  readonly until: Timestamp;
}

/** A device as another stack had it. */
export interface AdoptionNote {
  readonly at: Timestamp;
  /** The production policy that it had there. */
  readonly policy: string;
  /** Of its thing's attributes those that this fleet writes, too. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A removal that its operator has begun. The record goes last, so this is what an interrupted one has left. */
export interface RemovalNote {
  readonly at: Timestamp;
  /** Those that were attached to its thing, on record or not. */
  readonly certificateIds: readonly string[];
}

/** That an adopted device is being given back. The record goes last, so this is what an interrupted one has left. */
export interface ReleaseNote {
  readonly at: Timestamp;
}

/** What the fleet knows of one serial number. */
export interface DeviceRecord {
  readonly serial: string;
  readonly state: DeviceState;
  /** Only a claim of this model may provision it, when the operator said so. */
  readonly allowedModel?: string;
  /** Of the current certificate; before there is one, of the newest. */
  readonly model?: string;
  /** When this fleet first let it have a certificate: since then, the thing is of our making. */
  readonly firstIssuedAt?: Timestamp;
  /** Id of the certificate that is proven and in force. It is in service, too: no rule takes it out. */
  readonly current?: string;
  /** Oldest first. */
  readonly certificates: readonly IssuedCertificate[];
  /** When it was blocked, and in the operator's words why. */
  readonly blockedAt?: Timestamp;
  readonly blockReason?: string;
  /** When a sweep made sure that none of its certificates is active, for the block that stands. */
  readonly blockEnforcedAt?: Timestamp;
  /** What it was before this fleet adopted it; absent also on what an older release adopted. */
  readonly adoption?: AdoptionNote;
  /** Only of a device that is being removed, which is blocked as well. */
  readonly removal?: RemovalNote;
  /** Only of a device that is being given back, which is blocked as well; its certificates stay as they are. */
  readonly release?: ReleaseNote;
  /** Until when each permit holds. */
  readonly permits: Readonly<Partial<Record<PermitKind, Timestamp>>>;
  /** Stands beside `permits`, as a release that does not know it would give anybody what is among those. */
  readonly namedPermit?: NamedPermit;
  /** Counts the writes; each write names the one it builds on. */
  readonly version: number;
}

/** A claim certificate of this fleet. Its model is what its devices are. */
export interface ClaimRecord {
  readonly certificateId: string;
  readonly model: string;
  readonly issuedAt: Timestamp;
  /** Which of the model's claims it is. Absent where an older release wrote the record. */
  readonly generation?: number;
  /** When it was revoked: from then on, nothing that was issued over it comes into force. Never taken back. */
  readonly revokedAt?: Timestamp;
}

/** What a rule decides: an outcome, and the record to write when something changes. */
export interface Transition<Outcome> {
  readonly outcome: Outcome;
  readonly next?: DeviceRecord;
}

/** A record with nothing in it, as the first write builds on. */
export function emptyRecord(serial: string): DeviceRecord {
  return { serial, state: 'allowed', certificates: [], permits: {}, version: 0 };
}

export function timestamp(moment: Date): Timestamp {
  return moment.toISOString();
}

/** Whether the operator's permit is there and has not expired at `now`. */
export function hasPermit(record: DeviceRecord | undefined, kind: PermitKind, now: Date): boolean {
  const expiresAt = record?.permits[kind];
  return expiresAt !== undefined && timestamp(now) < expiresAt;
}

/** Whether an operator's permit lets a claim give the device this certificate. */
export function mayReprovision(record: DeviceRecord | undefined, certificateId: string, now: Date): boolean {
  return hasPermit(record, 'reprovision', now) || isNamedByPermit(record, certificateId, now);
}

/** Whether the operator has named this very certificate: whoever else has the claim cannot come between. */
export function isNamedByPermit(record: DeviceRecord | undefined, certificateId: string, now: Date): boolean {
  const named = record?.namedPermit;
  return named?.certificateId === certificateId && timestamp(now) < named.until;
}

/** Whether this fleet made the thing of this name. */
export function isMadeByFleet(record: DeviceRecord | undefined): boolean {
  return record?.firstIssuedAt !== undefined;
}

export function findCertificate(record: DeviceRecord, certificateId: string): IssuedCertificate | undefined {
  return record.certificates.find((certificate) => certificate.certificateId === certificateId);
}

/** The certificate in force, where there is one. */
export function certificateInForce(record: DeviceRecord | undefined): CertificateInForce | undefined {
  const found = record?.current === undefined ? undefined : findCertificate(record, record.current);
  return found?.stage === 'proven' && found.service === 'in-service' ? found : undefined;
}

/** The record with one of its certificates, the very object, in another state. */
export function replacing(
  record: DeviceRecord,
  before: IssuedCertificate,
  after: IssuedCertificate,
): DeviceRecord {
  return { ...record, certificates: record.certificates.map((each) => (each === before ? after : each)) };
}
