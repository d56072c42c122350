import { addDays, type CertDate } from './cert-date';
import type { Issuance } from './issuance';
import { jitterDays } from './jitter';

/*
 *   issued                    due                 first warning received     grace ends
 *     |----- rotationDays -----|-- jitter --|              |---- graceDays ----|  expired
 */

/** When certificates of a fleet are to be replaced, in whole days. */
export interface RotationSchedule {
  readonly rotationDays: number;
  readonly spreadDays: number;
}

/**
 * The first day on which a certificate is due: `rotationDays` after it was issued, and up to `spreadDays - 1`
 * later by the thing's name, so that a fleet made on one day does not rotate on one day.
 * @throws InvalidCertDateError when that day lies beyond the year 9999
 */
export function dueDate(
  certificate: RotationSchedule & { readonly issued: CertDate; readonly thingName: string },
): CertDate {
  const { issued, thingName, rotationDays, spreadDays } = certificate;
  return addDays(issued, rotationDays + jitterDays(thingName, spreadDays));
}

/** Whether a certificate is due today. An issuance that cannot be read is due: skipping it would be for ever. */
export function isDue(
  certificate: RotationSchedule & {
    readonly issuance: Issuance;
    readonly thingName: string;
    readonly today: CertDate;
  },
): boolean {
  const { issuance, today, ...rest } = certificate;
  return issuance.kind !== 'dated' || dueDate({ ...rest, issued: issuance.date }) <= today;
}

/**
 * The first warning that counts for a certificate due on `due`: a warning from before that day was about its
 * predecessor, and counts as absent.
 */
export function standingWarning(due: CertDate, notified: CertDate | undefined): CertDate | undefined {
  return notified === undefined || notified < due ? undefined : notified;
}

/**
 * The last day on which a certificate still holds: `graceDays` after the first warning that its device could
 * hear. `undefined` without such a warning: then it holds on.
 * @param notified the day of the first warning published while the certificate carried a connection
 */
export function graceEnd(window: {
  readonly due: CertDate;
  readonly notified: CertDate | undefined;
  readonly graceDays: number;
}): CertDate | undefined {
  const warned = standingWarning(window.due, window.notified);
  return warned === undefined ? undefined : addDays(warned, window.graceDays);
}

/**
 * Whether a certificate may be cut off today. Days are whole, so the day after the last of grace is the first
 * on which grace has passed whatever the hour of the warning was.
 */
export function isExpired(window: {
  readonly due: CertDate;
  readonly notified: CertDate | undefined;
  readonly graceDays: number;
  readonly today: CertDate;
}): boolean {
  const end = graceEnd(window);
  return end !== undefined && window.today > end;
}
