/** A moment in UTC as ISO 8601 with milliseconds: so written, moments compare as text. */
export type Timestamp = string;

/** A certificate that this fleet's hooks let a device have. */
export interface IssuedCertificate {
  readonly certificateId: string;
  /** Of the claim certificate, or of the certificate that was rotated, that carried the request; or `adoption`. */
  readonly issuedOver: string;
  /** What was `current` at that moment: the only certificate that this one may take the place of. */
  readonly succeeds?: string;
  readonly model: string;
  readonly issuedAt: Timestamp;
  /** When it became `current`. */
  readonly provenAt?: Timestamp;
  /** When its device first said so itself, by confirmation or by a rotation over it. */
  readonly confirmedAt?: Timestamp;
  /** When it last carried a connection, to within an hour. */
  readonly lastSeenAt?: Timestamp;
  /** When a connection that it carried began, in the words of AWS IoT's lifecycle event. Noted once an hour at the most, but each time while a warning waits to be heard. */
  readonly connectedAt?: Timestamp;
  /** Since when sweeps warn of it: from then on, a connection that it carries is answered with a warning. */
  readonly dueNotedAt?: Timestamp;
  /** When a warning was published for the first time while it carried a connection itself. Its days of grace count from it. */
  readonly warnedAt?: Timestamp;
  /** From when on its silence counts, as its operator gave it back at that moment. */
  readonly silenceFrom?: Timestamp;
  /** When it lost its place among those that wait for a proof, as there were too many. */
  readonly supersededAt?: Timestamp;
  /** When AWS IoT had it inactive, and detached unless it was only lost. */
  readonly retiredAt?: Timestamp;
  /**
   * When a sweep took it for lost; the sweep notes that first, and makes it inactive then. Should it carry a connection
   * all the same, one that was on its way, it comes back. On the current certificate this says that AWS IoT has to make
   * it active again. Only a sweep takes the mark away: it alone knows that no sweep is about to make it inactive.
   */
  readonly lostAt?: Timestamp;
  /** Until when it is kept, inactive, once it is retired. */
  readonly retainUntil?: Timestamp;
  /** When AWS IoT had deleted it. */
  readonly deletedAt?: Timestamp;
  /**
   * When a sweep put the thing's date back to that of the certificate in force, as this one was not proven in time.
   * Gone again once it is current and the thing has its date.
   */
  readonly dateWithdrawnAt?: Timestamp;
}

/** `allowed`: on record, nothing issued yet. `active`: something was. */
export type DeviceState = 'allowed' | 'active' | 'blocked';

/** `reprovision`: with a claim, although it has a certificate. `rotate`: although it is not due. */
export type PermitKind = 'reprovision' | 'rotate';

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
  /** Id of the certificate that is proven and in force. */
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
  /** Until when each permit holds. */
  readonly permits: Readonly<Partial<Record<PermitKind, Timestamp>>>;
  /** The one certificate that the `reprovision` permit is for, when the operator named it. Where it is absent: any. */
  readonly permittedCertificate?: string;
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

/** Whether the operator's permit lets a claim give the device this certificate. */
export function mayReprovision(record: DeviceRecord | undefined, certificateId: string, now: Date): boolean {
  const only = record?.permittedCertificate;
  return hasPermit(record, 'reprovision', now) && (only === undefined || only === certificateId);
}

/** Whether the operator has named this very certificate: whoever else has the claim cannot come between. */
export function isNamedByPermit(record: DeviceRecord, certificateId: string, now: Date): boolean {
  return record.permittedCertificate === certificateId && hasPermit(record, 'reprovision', now);
}

/** Whether this fleet made the thing of this name. */
export function isMadeByFleet(record: DeviceRecord | undefined): boolean {
  return record?.firstIssuedAt !== undefined;
}

export function findCertificate(record: DeviceRecord, certificateId: string): IssuedCertificate | undefined {
  return record.certificates.find((certificate) => certificate.certificateId === certificateId);
}
