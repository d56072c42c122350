import { addDays, type CertDate } from './cert-date';
import type { Issuance } from './issuance';
import { dueDate, isExpired, standingWarning, type RotationSchedule } from './rotation-window';

/*
 * What is to be done about a certificate today. Nothing here can cut a device off that had no chance to act: it
 * takes a warning that was published while this very certificate carried a connection and the days of grace since. Where
 * the operator asks for it, as many days are enough as the operator says: in which this certificate was not seen, or in
 * which its device came again and again without staying for a warning.
 */

export interface RotationRules extends RotationSchedule {
  /** Days that a device has from the first warning that its certificate was connected for. */
  readonly graceDays: number;
  /** Days without a connection after which an overdue certificate ends without a received warning; never, when absent. */
  readonly offlineDays?: number;
  /** Days in which a device may come without being there for a warning, after which its overdue certificate ends; never, when absent. */
  readonly unheardDays?: number;
}

/** A thing as a sweep finds it. */
export interface ObservedThing {
  readonly thingName: string;
  readonly issuance: Issuance;
  /** Day of the first warning while its certificate in force carried a connection; absent where there was none. */
  readonly warnedOn?: CertDate;
  /** Whether a client of its name is connected, with whichever certificate. */
  readonly connected: boolean;
  /** Day on which its certificate in force was last seen, and was nobody else's; absent where none is known of. */
  readonly lastSeenOn?: CertDate;
  /** Day on which a sweep noted that its certificate in force is due; absent where none has. */
  readonly dueNotedOn?: CertDate;
  /** Day on which its certificate was first seen since, without being there for a warning; absent where it was not. */
  readonly comesSinceOn?: CertDate;
}

export type RotationStanding =
  /** Not due today. */
  | { readonly kind: 'valid' }
  /** To be warned. */
  | { readonly kind: 'due' }
  /** Overdue by the days of grace, but its certificate was never connected when a warning was published. */
  | { readonly kind: 'unreachable' }
  /**
   * May be cut off: it was there for a warning and let the days of grace pass, or was offline for `offlineDays`, or still
   * comes after `unheardDays`, and never stays.
   */
  | { readonly kind: 'expired'; readonly because: ExpiredBecause };

type ExpiredBecause = 'grace-has-passed' | 'offline-for-too-long' | 'unheard-for-too-long';

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
  if (notified !== undefined || today <= addDays(due, rules.graceDays)) {
    return { kind: 'due' };
  }
  if (isSilentTooLong(due, thing, rules, today)) {
    return { kind: 'expired', because: 'offline-for-too-long' };
  }
  if (isUnheardTooLong(due, thing, rules, today)) {
    return { kind: 'expired', because: 'unheard-for-too-long' };
  }
  return { kind: connected ? 'due' : 'unreachable' };
}

/** A warning of a day that has not come yet was noted by a wrong clock. */
function hasCome(warnedOn: CertDate | undefined, today: CertDate): CertDate | undefined {
  return warnedOn !== undefined && warnedOn <= today ? warnedOn : undefined;
}

/**
 * Whether the certificate in force has been silent for the days that the operator says, which count from the due day at
 * the earliest. A client of its name may be the device, or a claim that has borrowed the name. Where one is there, the
 * certificate has a day more to show itself, and the days of grace since it was noted as due: sweeps have that client
 * connect again meanwhile.
 */
function isSilentTooLong(
  due: CertDate,
  { connected, lastSeenOn, dueNotedOn }: ObservedThing,
  { offlineDays, graceDays }: RotationRules,
  today: CertDate,
): boolean {
  if (offlineDays === undefined) {
    return false;
  }
  const silentSince = lastSeenOn === undefined || lastSeenOn < due ? due : lastSeenOn;
  const silenceEnds = addDays(silentSince, offlineDays);
  if (!connected) {
    return today > silenceEnds;
  }
  return (
    dueNotedOn !== undefined && today > addDays(silenceEnds, 1) && today > addDays(dueNotedOn, graceDays)
  );
}

/**
 * Whether a device has come again although the days are over that it may come without hearing a warning. They count from
 * the first time that it came: whoever leaves storage has all of them. On the day of its last visit it may still rotate.
 */
function isUnheardTooLong(
  due: CertDate,
  { comesSinceOn, lastSeenOn }: ObservedThing,
  { unheardDays }: RotationRules,
  today: CertDate,
): boolean {
  if (unheardDays === undefined || comesSinceOn === undefined || lastSeenOn === undefined) {
    return false;
  }
  const countsFrom = comesSinceOn < due ? due : comesSinceOn;
  return lastSeenOn > addDays(countsFrom, unheardDays) && lastSeenOn < today;
}
