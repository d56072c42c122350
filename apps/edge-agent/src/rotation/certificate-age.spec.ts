import { addDays, daysBetween, formatCertDate } from '@fleet/cert-dates';
import fc from 'fast-check';
import { ageOf } from './certificate-age';

const day = (text: string): Date => new Date(`${text}T12:00:00Z`);
const dates = fc.date({ min: day('2020-01-01'), max: day('2080-01-01'), noInvalidDate: true });
const days = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const later = (date: Date, by: number): Date => new Date(date.getTime() + by * 86_400_000);

describe('the age of a certificate', () => {
  it('counts from the day the cloud issued it, where the clock was right', () => {
    const dates = { issued: day('2026-01-01'), received: day('2026-01-01') };
    expect(ageOf({ ...dates, now: day('2027-01-03') })).toEqual({ days: 367, clock: 'plausible' });
  });

  it('is none right after the certificate came, however far ahead the clock is', () => {
    fc.assert(
      fc.property(dates, days(36_500), (issued, ahead) => {
        const received = later(issued, ahead);
        expect(ageOf({ issued, received, now: received }).days).toBe(0);
      }),
    );
  });

  it('grows as time goes by on a clock that stays ahead', () => {
    fc.assert(
      fc.property(dates, days(36_500), days(1000), (issued, ahead, passed) => {
        const received = later(issued, ahead);
        expect(ageOf({ issued, received, now: later(received, passed) }).days).toBe(passed);
      }),
    );
  });

  it('is right again once a clock that was ahead is set, while its wrong date still lies ahead', () => {
    const dates = { issued: day('2026-01-01'), received: day('2030-01-01') };
    expect(ageOf({ ...dates, now: day('2027-01-03') }).days).toBe(367);
  });

  it('is right once a clock that was behind is set', () => {
    const dates = { issued: day('2026-01-01'), received: day('1970-01-01') };
    expect(ageOf({ ...dates, now: day('2027-01-03') }).days).toBe(367);
  });

  it('is not known, and said so, by a clock that has not come to the day of issue', () => {
    const dates = { issued: day('2026-01-01'), received: day('2026-01-01') };
    expect(ageOf({ ...dates, now: day('1970-01-01') })).toEqual({ days: 0, clock: 'behind' });
    expect(ageOf({ ...dates, now: day('2025-12-31') })).toEqual({ days: 0, clock: 'plausible' });
  });

  it('is never more than the cloud would reckon by the same clock', () => {
    fc.assert(
      fc.property(dates, dates, dates, (issued, received, now) => {
        const byTheCloud = Math.max(0, daysBetween(formatCertDate(issued), formatCertDate(now)));
        expect(ageOf({ issued, received, now }).days).toBeLessThanOrEqual(byTheCloud);
      }),
    );
  });

  it('reaches every number of days in the end, whatever the clock said before it was set', () => {
    fc.assert(
      fc.property(dates, dates, days(4000), (issued, received, overdue) => {
        const wrongBy = Math.max(0, daysBetween(formatCertDate(issued), formatCertDate(received)));
        const now = new Date(
          `${addDays(formatCertDate(issued), overdue + wrongBy).replace(/(....)(..)(..)/, '$1-$2-$3')}T12:00Z`,
        );
        expect(ageOf({ issued, received, now }).days).toBeGreaterThanOrEqual(overdue);
      }),
    );
  });
});
