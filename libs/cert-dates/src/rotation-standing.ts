import { addDays, type CertDate } from './cert-date';
import type { Issuance } from './issuance';
import { dueDate, isExpired, standingWarning, type RotationSchedule } from './rotation-window';

/*
 * What is to be done about a certificate today. Nothing here can cut a device off that had no chance to act: it
 * takes a warning that was published while this very certificate carried a connection and the days of grace since, or,
 * where the operator asks for it, as many days without any connection as the operator says.
 */

export interface RotationRules extends RotationSchedule {
  /** Days that a device has from the first warning that its certificate was connected for. */
  readonly graceDays: number;
  /** Days without a connection after which an overdue certificate ends without a received warning; never, when absent. */
  readonly offlineDays?: number;
}

/** A thing as a sweep finds it. */
export interface ObservedThing {
  readonly thingName: string;
  readonly issuance: Issuance;
  /** Day of the first warning while its certificate in force carried a connection; absent where there was none. */
  readonly warnedOn?: CertDate;
  readonly connected: boolean;
  /** Day of its last disconnect; absent where none is known of. */
  readonly disconnectedOn?: CertDate;
}

export type RotationStanding =
  /** Not due today. */
  | { readonly kind: 'valid' }
  /** To be warned. */
  | { readonly kind: 'due' }
  /** Overdue by the days of grace, but its certificate was never connected when a warning was published. */
  | { readonly kind: 'unreachable' }
  /** May be cut off: it was there for a warning and let the days of grace pass, or was offline for `offlineDays`. */
  | { readonly kind: 'expired'; readonly because: 'grace-has-passed' | 'offline-for-too-long' };

/** How a thing stands on the day `today`. */
export function rotationStanding(
  thing: ObservedThing,
  rules: RotationRules,
  today: CertDate,
): RotationStanding {
  const { issuance, connected, thingName } = thing;
  // Without a date nobody can say since when it is due: it is warned for as long as that lasts, never cut off.
  if (issuance.kind !== 'dated') {
    return { kind: 'due' };
  }
  const due = dueDate({ ...rules, issued: issuance.date, thingName });
  if (due > today) {
    return { kind: 'valid' };
  }
  const notified = standingWarning(due, hasCome(thing.warnedOn, today));
  if (isExpired({ due, notified, graceDays: rules.graceDays, today })) {
    return { kind: 'expired', because: 'grace-has-passed' };
  }
  if (notified !== undefined || connected || today <= addDays(due, rules.graceDays)) {
    return { kind: 'due' };
  }
  return isOfflineTooLong(due, thing.disconnectedOn, rules, today)
    ? { kind: 'expired', because: 'offline-for-too-long' }
    : { kind: 'unreachable' };
}

/** A warning of a day that has not come yet was noted by a wrong clock. */
function hasCome(warnedOn: CertDate | undefined, today: CertDate): CertDate | undefined {
  return warnedOn !== undefined && warnedOn <= today ? warnedOn : undefined;
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
