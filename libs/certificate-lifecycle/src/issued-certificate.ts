/** A moment in UTC as ISO 8601 with milliseconds: so written, moments compare as text. */
export type Timestamp = string;

/*
 * What has happened to a certificate that this fleet's hooks let a device have. `stage` says how far it came towards
 * being in force, `service` what AWS IoT has of it. Each of the nine pairs is possible, and each has its own moments:
 * what cannot have happened cannot be written. Which of the proven ones is in force is said once, by the device's record.
 *
 * The two words are not in the table: see `stored-record.ts`.
 */
export type IssuedCertificate = IssuedAs & Notes & Stage & (InService | Retired | Deleted);

export type UnprovenCertificate = Extract<IssuedCertificate, { readonly stage: 'unproven' }>;
export type ProvenCertificate = Extract<IssuedCertificate, { readonly stage: 'proven' }>;
/** What the certificate in force is, and may be other certificates that were in force before it. */
export type CertificateInForce = Extract<ProvenCertificate, { readonly service: 'in-service' }>;

/** As it was issued: none of this ever changes. */
export interface IssuedAs {
  readonly certificateId: string;
  /** Of the claim certificate, or of the certificate that was rotated, that carried the request; or `adoption`. */
  readonly issuedOver: string;
  /** What was `current` at that moment: the only certificate that this one may take the place of. */
  readonly succeeds?: string;
  readonly model: string;
  readonly issuedAt: Timestamp;
}

/** What may be noted of any certificate, whatever has become of it. */
export interface Notes {
  /** When it last carried a connection, to within an hour. */
  readonly lastSeenAt?: Timestamp;
  /** When a connection that it carried began, in the words of AWS IoT's lifecycle event. Noted once an hour at the most, but each time while a warning waits to be heard. */
  readonly connectedAt?: Timestamp;
  /**
   * When a sweep took it for lost; the sweep notes that first, and makes it inactive then. Should it carry a connection
   * all the same, one that was on its way, it comes back. On the current certificate this says that AWS IoT has to make
   * it active again. Only a sweep takes the mark away: it alone knows that no sweep is about to make it inactive.
   */
  readonly lostAt?: Timestamp;
  /**
   * When a sweep put the thing's date back to that of the certificate in force, as this one was not proven in time.
   * Gone again once it is current and the thing has its date.
   */
  readonly dateWithdrawnAt?: Timestamp;
}

export type Stage = Unproven | Superseded | Proven;

/** It waits for its proof, while what it succeeds is in force. */
interface Unproven {
  readonly stage: 'unproven';
}

/** It has lost its place among those that wait, for good. */
interface Superseded {
  readonly stage: 'superseded';
  /** When that was: there were too many, or the claim that it was issued over has fallen. */
  readonly supersededAt: Timestamp;
}

/** It is in force, or was. */
type Proven = {
  readonly stage: 'proven';
  /** When it became `current`. */
  readonly provenAt: Timestamp;
  /** When its device first said so itself, by confirmation or by a rotation over it. */
  readonly confirmedAt?: Timestamp;
  /** From when on its silence counts, as its operator gave it back at that moment. */
  readonly silenceFrom?: Timestamp;
} & (NotDue | Due);

interface NotDue {
  readonly dueNotedAt?: never;
  readonly turnSeconds?: never;
  readonly comesSince?: never;
  readonly warnedAt?: never;
}

interface Due {
  /** Since when sweeps warn of it: from then on, a connection that it carries is answered with a warning. */
  readonly dueNotedAt: Timestamp;
  /** How long after it came it begins to rotate: the sweep that noted this gave all that are due a turn. Absent where it is at once. */
  readonly turnSeconds?: number;
  /** When it was first seen after that, while it awaited a warning. */
  readonly comesSince?: Timestamp;
  /** When a warning was published for the first time while it carried a connection itself. Its days of grace count from it. */
  readonly warnedAt?: Timestamp;
}

/** AWS IoT has it, as far as this fleet has seen to it. */
interface InService {
  readonly service: 'in-service';
}

interface Retired extends OutOfService {
  readonly service: 'retired';
}

interface Deleted extends OutOfService {
  readonly service: 'deleted';
  /** When AWS IoT had deleted it. */
  readonly deletedAt: Timestamp;
}

interface OutOfService {
  /** When AWS IoT had it inactive, and detached unless it was only lost. */
  readonly retiredAt: Timestamp;
  /** Until when it is kept, inactive. Absent where an early release wrote the record. */
  readonly retainUntil?: Timestamp;
}
