import { isCertDate } from '@fleet/cert-dates';
import { isModelName, modelNameRange, parseSerial, type Serial } from '@fleet/fleet-contract';
import type { PermitKind } from '@fleet/certificate-lifecycle';
import { pastMoment, UsageError } from '@fleet/fleet-operations';

export const permitKinds = ['reprovision', 'rotate'] as const satisfies readonly PermitKind[];

const longestReason = 200;
const isoMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * The serial of a device that may be there already. What `serialPattern` and `reservedWords` demand is not asked
 * of it: they may have been narrowed since it came.
 * @throws InadmissibleSerialError
 */
export function serialArgument(text: string): Serial {
  return parseSerial(text);
}

/** @throws UsageError */
export function permitKindArgument(text: string): PermitKind {
  const kind = permitKinds.find((each) => each === text);
  if (kind === undefined) {
    throw new UsageError(
      `${JSON.stringify(text)} is not a kind of permit: write ${permitKinds.join(' or ')}.`,
    );
  }
  return kind;
}

/**
 * A moment that has passed by the operator's clock.
 * @throws UsageError
 */
export function pastMomentArgument(text: string, option: string): Date {
  return pastMoment(momentOf(text, option), new Date(), option);
}

/** @throws UsageError */
export function momentOf(text: string, option: string): Date {
  const moment = new Date(text);
  // A day alone is its midnight in UTC; a time of day without a zone would be this machine's.
  // Date takes 30 February for 2 March.
  const isDay = isCertDate(text.slice(0, 10).replaceAll('-', ''));
  if (!isoMoment.test(text) || !isDay || Number.isNaN(moment.getTime())) {
    throw new UsageError(
      `${option} ${JSON.stringify(text)} is not a time: write 2026-01-31 or 2026-01-31T12:00Z.`,
    );
  }
  return moment;
}

/** @throws UsageError */
export function wholeNumber(text: string, option: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`${option} must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

/**
 * What goes into the record, and later onto somebody's terminal.
 * @throws UsageError
 */
export function reasonArgument(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (text.trim() === '' || text.length > longestReason || /\p{Cc}/u.test(text)) {
    throw new UsageError(`--reason must be 1 to ${longestReason} characters on one line.`);
  }
  return text;
}

/**
 * A number of days, as `30d` or `30`.
 * @throws UsageError
 */
export function daysArgument(text: string, option: string): number {
  const [, digits] = /^(\d+)d?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new UsageError(`${option} must be a number of days, as 30d.`);
  }
  return wholeNumber(digits, option, [0, mostDays]);
}

/** A hundred years. */
const mostDays = 36_525;
const mostListed = 1_000_000;

/** How many a list shows; all of them when absent. */
export function listLimit({
  limit,
  all,
}: {
  readonly limit: string;
  readonly all?: boolean;
}): number | undefined {
  const most = wholeNumber(limit, '--limit', [1, mostListed]);
  return all === true ? undefined : most;
}

/** The name of a model, also of one that the configuration does not have. @throws UsageError */
export function modelOption(text: string | undefined): string | undefined {
  if (text !== undefined && !isModelName(text)) {
    throw new UsageError(`--model must be ${modelNameRange}.`);
  }
  return text;
}
