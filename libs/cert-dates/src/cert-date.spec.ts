import fc from 'fast-check';

import {
  addDays,
  beginOfDay,
  certificateAge,
  daysBetween,
  formatCertDate,
  InvalidCertDateError,
  isCertDate,
  parseCertDate,
} from './cert-date';

const moments = fc.date({
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const dates = moments.map(formatCertDate);
const nearDates = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map(formatCertDate);

describe('a certificate date', () => {
  it('is the day in UTC, wherever the clock stands', () => {
    expect(formatCertDate(new Date('2026-01-01T00:30:00+01:00'))).toBe('20251231');
    expect(formatCertDate(new Date('2025-12-31T23:30:00-01:00'))).toBe('20260101');
  });

  it.each(['20240229', '20000229', '19700101', '99991231', '20180630'])('may be %s', (text) => {
    expect(parseCertDate(text)).toBe(text);
  });

  it.each([
    ['a leap day of a common year', '20230229'],
    ['a leap day of a century', '21000229'],
    ['30 February', '20240230'],
    ['31 April', '20260431'],
    ['month 13', '20261301'],
    ['month 0', '20260001'],
    ['day 0', '20260100'],
    ['day 32', '20260132'],
    ['year 0', '00000101'],
    ['year 99', '00990101'],
    ['a year before 1970', '19691231'],
    ['a date with hyphens', '2026-01-01'],
    ['seven digits', '2026011'],
    ['nine digits', '202601011'],
    ['spaces', ' 2026011'],
    ['a second line', '20260101\n'],
    ['a sign', '+2026011'],
    ['digits of other scripts', '２０２６０１０１'],
    ['Arabic digits', '٢٠٢٦٠١٠١'],
    ['nothing', ''],
    ['a number', 20260101],
    ['undefined', undefined],
  ])('may not be %s', (_, value) => {
    expect(isCertDate(value)).toBe(false);
    expect(() => parseCertDate(value)).toThrow(InvalidCertDateError);
  });

  it.each([
    ['the text', 'yesterday', '"yesterday"'],
    ['the begin of a long text', '2026'.repeat(1_000), '"20262026202620262026"'],
    ['what it is in place of a text', 20260101, '(number)'],
  ])('that is refused is named by %s, with what to write', (_, value, shown) => {
    expect(() => parseCertDate(value)).toThrow(
      `${shown} is not a date: write a day of the years 1970 to 9999 as yyyymmdd.`,
    );
  });

  it('is read as it was written, for every day there is', () => {
    fc.assert(fc.property(dates, (date) => parseCertDate(date) === date));
  });

  it('among eight digits, is exactly what the calendar has', () => {
    const digits = fc.stringMatching(/^20[0-9]{2}[01][0-9][0-3][0-9]$/);
    fc.assert(
      fc.property(digits, (text) => {
        const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
        const day = new Date(`${iso}T00:00:00Z`);
        const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso);
        expect(isCertDate(text)).toBe(exists);
      }),
    );
  });

  it('sorts as text as it does in time', () => {
    fc.assert(
      fc.property(dates, dates, (one, other) => {
        expect(Math.sign(daysBetween(one, other))).toBe(one < other ? 1 : one > other ? -1 : 0);
      }),
    );
  });

  it('does not come from an invalid or unwritable moment', () => {
    expect(() => formatCertDate(new Date(NaN))).toThrow(InvalidCertDateError);
    expect(() => formatCertDate(new Date('1969-12-31T23:59:59Z'))).toThrow(InvalidCertDateError);
    expect(() => formatCertDate(new Date(8.64e15))).toThrow(InvalidCertDateError);
  });
});

describe('counting days', () => {
  it('crosses leap days, years and centuries', () => {
    expect(addDays(parseCertDate('20240228'), 1)).toBe('20240229');
    expect(addDays(parseCertDate('20230228'), 1)).toBe('20230301');
    expect(addDays(parseCertDate('20260101'), -1)).toBe('20251231');
    expect(daysBetween(parseCertDate('20240101'), parseCertDate('20250101'))).toBe(366);
    expect(certificateAge(parseCertDate('20180630'), parseCertDate('20190625'))).toBe(360);
    expect(certificateAge(parseCertDate('20260102'), parseCertDate('20260101'))).toBe(-1);
  });

  it('begins at midnight in UTC', () => {
    expect(beginOfDay(parseCertDate('20260102'))).toEqual(new Date('2026-01-02T00:00:00.000Z'));
  });

  it('adds what it takes away', () => {
    fc.assert(
      fc.property(nearDates, fc.integer({ min: -10_000, max: 10_000 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
  });

  it('refuses to leave the calendar', () => {
    expect(() => addDays(parseCertDate('99991231'), 1)).toThrow(InvalidCertDateError);
    expect(() => addDays(parseCertDate('19700101'), -1)).toThrow(InvalidCertDateError);
    expect(() => addDays(parseCertDate('20260101'), Infinity)).toThrow(InvalidCertDateError);
  });
});
