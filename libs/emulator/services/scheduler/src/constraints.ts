import type { AwsError } from '@fleet/aws-wire';
import { invalid } from './errors';

/** Names of schedules and groups, https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const namePattern = /^[0-9a-zA-Z\-_.]{1,64}$/;

/** @throws AwsError ValidationException that names the member and what it must be */
export function checkName(value: string, member: string): string {
  return checkPattern(value, member, namePattern);
}

/** @throws AwsError ValidationException */
export function checkPattern(value: string, member: string, pattern: RegExp): string {
  if (!pattern.test(value)) {
    throw violation(value, member, `satisfy regular expression pattern: ${pattern.source}`);
  }
  return value;
}

/** @throws AwsError ValidationException for a text of more characters */
export function checkLength(value: string, member: string, longest: number): string {
  if (value.length > longest) {
    throw violation(value, member, `have length less than or equal to ${longest}`);
  }
  return value;
}

/** @throws AwsError ValidationException for what is no whole number, or out of range */
export function checkRange(value: number, member: string, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw outOfRange(value, member, least, most);
  }
  return value;
}

/** @throws AwsError ValidationException for what is none of the values */
export function checkOneOf<Value extends string>(
  value: string,
  member: string,
  values: readonly Value[],
): Value {
  const found = values.find((legal) => legal === value);
  if (found === undefined) {
    throw violation(value, member, `satisfy enum value set: [${values.join(', ')}]`);
  }
  return found;
}

/** The error for a number that is out of range, or no whole number. */
export function outOfRange(value: number, member: string, least: number, most: number): AwsError {
  return violation(String(value), member, `be between ${least} and ${most}`);
}

function violation(value: string, member: string, rule: string) {
  return invalid(
    `1 validation error detected: Value '${value.slice(0, 100)}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}
