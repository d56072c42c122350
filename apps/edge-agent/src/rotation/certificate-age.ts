import { certificateAge, formatCertDate } from '@fleet/cert-dates';

export interface CertificateDates {
  /** When the cloud says that it issued the certificate. */
  readonly issued: Date;
  /** When the device received it, by the device's own clock of that day. */
  readonly received: Date;
  /** What the device's clock says now. */
  readonly now: Date;
}

export interface CertificateAge {
  /** Full days; none while the clock cannot be believed. */
  readonly days: number;
  /** `behind` when the clock has not yet come to the day on which the certificate was issued. */
  readonly clock: 'plausible' | 'behind';
}

/**
 * How old a certificate is, by a clock that may be years off. The date in the certificate is the cloud's. By a clock
 * that is ahead, a certificate of today is too old already, and so would be its successor: the device would rotate
 * for ever. Hence the age counts from the later of two days, that of issue and that of receipt, which was read off
 * the device's own clock. A day of receipt that lies ahead is left out: the clock has been set back since.
 *
 * @throws InvalidCertDateError for a clock beyond the years 1970 to 9999
 */
export function ageOf({ issued, received, now }: CertificateDates): CertificateAge {
  const [issuedOn, receivedOn, today] = [
    formatCertDate(issued),
    formatCertDate(received),
    formatCertDate(now),
  ];
  if (today < issuedOn) {
    // A day's difference is none of the clock's: both sides of midnight are met in good order.
    return { days: 0, clock: certificateAge(issuedOn, today) < -1 ? 'behind' : 'plausible' };
  }
  const since = receivedOn > issuedOn && receivedOn <= today ? receivedOn : issuedOn;
  return { days: certificateAge(since, today), clock: 'plausible' };
}
