declare const certDateBrand: unique symbol;

/** A calendar day in UTC, as `yyyymmdd`: so written, dates compare and sort as text. */
export type CertDate = string & { readonly [certDateBrand]: true };

const millisPerDay = 86_400_000;
const firstYear = 1970;
const lastYear = 9999;

export class InvalidCertDateError extends Error {
  override readonly name = 'InvalidCertDateError';

  constructor(value: unknown) {
    const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 20)) : `(${typeof value})`;
    super(`${shown} is not a date: write a day of the years ${firstYear} to ${lastYear} as yyyymmdd.`);
  }
}

/** Whether `value` is a day of the calendar as `yyyymmdd` in ASCII digits; 30 February is not. */
export function isCertDate(value: unknown): value is CertDate {
  if (typeof value !== 'string' || !/^[0-9]{8}$/.test(value)) {
    return false;
  }
  const day = new Date(utcMidnight(value));
  return (
    day.getUTCFullYear() === yearOf(value) &&
    day.getUTCFullYear() >= firstYear &&
    day.getUTCMonth() === monthOf(value) &&
    day.getUTCDate() === dayOf(value)
  );
}

/** @throws InvalidCertDateError */
export function parseCertDate(value: unknown): CertDate {
  if (!isCertDate(value)) {
    throw new InvalidCertDateError(value);
  }
  return value;
}

/**
 * The day in UTC on which `moment` falls.
 * @throws InvalidCertDateError for an invalid Date and for years beyond 1970 to 9999
 */
export function formatCertDate(moment: Date): CertDate {
  return parseCertDate(Number.isNaN(moment.getTime()) ? undefined : written(moment));
}

/**
 * The day `days` after `date`, or before it when negative.
 * @throws InvalidCertDateError when the result leaves the years 1970 to 9999
 */
export function addDays(date: CertDate, days: number): CertDate {
  return formatCertDate(new Date(utcMidnight(date) + days * millisPerDay));
}

/** The moment at which a day begins. */
export function beginOfDay(date: CertDate): Date {
  return new Date(utcMidnight(date));
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CertDate, to: CertDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / millisPerDay;
}

/** Full days since the certificate was issued; negative when it claims to be of the future. */
export function certificateAge(issued: CertDate, today: CertDate): number {
  return daysBetween(issued, today);
}

function utcMidnight(date: string): number {
  return Date.UTC(yearOf(date), monthOf(date), dayOf(date));
}

function yearOf(date: string): number {
  return Math.floor(Number(date) / 10_000);
}

/** As JavaScript counts them, from zero. */
function monthOf(date: string): number {
  return (Math.floor(Number(date) / 100) % 100) - 1;
}

function dayOf(date: string): number {
  return Number(date) % 100;
}

function written(moment: Date): string {
  return String(moment.getUTCFullYear() * 10_000 + (moment.getUTCMonth() + 1) * 100 + moment.getUTCDate());
}
