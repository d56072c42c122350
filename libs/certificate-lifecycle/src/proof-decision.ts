import type { Timestamp } from './issued-certificate';

export type ProofRefusal =
  /** No record, or none of this certificate: this fleet did not issue it for this device. */
  | 'unknown-device'
  | 'unknown-certificate'
  /** It lost its place to another certificate, for good. */
  | 'superseded'
  /** It was never proven, and the claim that it was issued over does not stand any more. */
  | 'fallen-claim'
  | 'blocked';

/** What comes of a proof. Only a certificate that is in force is brought back, has its date restored, or is warned. */
export type ProofDecision = Leftover &
  (
    | { readonly outcome: 'refused'; readonly reason: ProofRefusal }
    /** `previous`: absent where nothing was in force before. */
    | ({ readonly outcome: 'moved'; readonly previous?: string } & Amends)
    /** `due`: only where sweeps warn of it. */
    | ({ readonly outcome: 'already-current'; readonly due?: DueCertificate } & Amends)
  );

interface Leftover {
  /** Certificates to be made inactive and detached now, whatever the outcome: an earlier attempt may have failed. */
  readonly retire: readonly string[];
}

/** What a sweep did to the current certificate while nobody knew that it was to become so. */
export interface Amends {
  /** The current certificate, where it was taken for lost and has to be made active again. Before all else. */
  readonly reinstate?: string;
  /** When the current certificate was issued, where the thing does not show that date any more. */
  readonly restoreDate?: Timestamp;
}

/** What is known of warnings of the certificate in force, where sweeps warn of it, and it is this one that is there. */
export interface DueCertificate {
  /** When it heard the first. */
  readonly warnedAt?: Timestamp;
  /** How long its device still waits for its turn to rotate. Absent where it need not wait. */
  readonly startsInSeconds?: number;
}
