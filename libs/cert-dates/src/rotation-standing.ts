import { addDays, isCertDate, type CertDate } from './cert-date';
import type { Issuance } from './issuance';
import { dueDate, isExpired, standingWarning, type RotationSchedule } from './rotation-window';

/*
 * What is to be done about a certificate today. Nothing here can cut a device off that had no chance to act: it
 * takes a warning that was published while the device was connected and the days of grace since, or, where the
 * operator asks for it, as many days without any connection as the operator says.
 */

export interface RotationRules extends RotationSchedule {
  /** Days that a device has from the first warning that it could receive. */
  readonly graceDays: number;
  /** Days without a connection after which an overdue certificate ends without a received warning; never, when absent. */
  readonly offlineDays?: number;
}

/** A thing as a sweep finds it. */
export interface ObservedThing {
  readonly thingName: string;
  readonly issuance: Issuance;
  /** What the attribute for the first warning says; anything, as it may be written by hand. */
  readonly notified: unknown;
  readonly connected: boolean;
  /** Day of its last disconnect; absent where none is known of. */
  readonly disconnectedOn?: CertDate;
}

export type RotationStanding =
  /** Not due today. */
  | { readonly kind: 'valid' }
  /** To be warned. `firstWarning`: it has received no warning yet, so today's is noted. */
  | { readonly kind: 'due'; readonly firstWarning: boolean }
  /** Overdue by the days of grace, but it was never connected when a warning was published. */
  | { readonly kind: 'unreachable' }
  /** May be cut off: it received a warning and let the days of grace pass, or was offline for `offlineDays`. */
  | { readonly kind: 'expired'; readonly because: 'grace-has-passed' | 'offline-for-too-long' };

/** How a thing stands on the day `today`. */
export function rotationStanding(
  thing: ObservedThing,
  rules: RotationRules,
  today: CertDate,
): RotationStanding {
  const { issuance, connected, thingName } = thing;
  const warnedOn = readNotified(thing.notified, today);
  // Without a date nobody can say since when it is due: it is warned for as long as that lasts, never cut off.
  if (issuance.kind !== 'dated') {
    return { kind: 'due', firstWarning: connected && warnedOn === undefined };
  }
  const due = dueDate({ ...rules, issued: issuance.date, thingName });
  if (due > today) {
    return { kind: 'valid' };
  }
  const notified = standingWarning(due, warnedOn);
  if (isExpired({ due, notified, graceDays: rules.graceDays, today })) {
    return { kind: 'expired', because: 'grace-has-passed' };
  }
  if (notified !== undefined || connected) {
    return { kind: 'due', firstWarning: notified === undefined };
  }
  if (today <= addDays(due, rules.graceDays)) {
    return { kind: 'due', firstWarning: false };
  }
  return isOfflineTooLong(due, thing.disconnectedOn, rules, today)
    ? { kind: 'expired', because: 'offline-for-too-long' }
    : { kind: 'unreachable' };
}

/** A warning of a day that has not come yet was written by hand or by a wrong clock: no device has received it. */
function readNotified(value: unknown, today: CertDate): CertDate | undefined {
  return isCertDate(value) && value <= today ? value : undefined;
}

function isOfflineTooLong(
  due: CertDate,
  disconnectedOn: CertDate | undefined,
  { offlineDays }: RotationRules,
  today: CertDate,
): boolean {
  if (offlineDays === undefined) {
    return false;
  }
  // The time offline counts from the day of the first warning.
  const silentSince = disconnectedOn === undefined || disconnectedOn < due ? due : disconnectedOn;
  return today > addDays(silentSince, offlineDays);
}
