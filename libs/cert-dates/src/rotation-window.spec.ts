import fc from 'fast-check';

import { addDays, daysBetween, formatCertDate, parseCertDate } from './cert-date';
import { readIssuance } from './issuance';
import { dueDate, graceEnd, isDue, isExpired, standingWarning } from './rotation-window';

const dates = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map(formatCertDate);
const days = (max: number) => fc.integer({ min: 0, max });
const plain = { thingName: 'sensor-1', rotationDays: 360, spreadDays: 0 };

describe('a due certificate', () => {
  it('is due 360 days after it was issued, and not a day before', () => {
    const issued = parseCertDate('20250101');
    expect(dueDate({ ...plain, issued })).toBe('20251227');
    const due = (today: string) =>
      isDue({ ...plain, issuance: readIssuance(issued, parseCertDate(today)), today: parseCertDate(today) });
    expect([due('20251226'), due('20251227'), due('20990101')]).toEqual([false, true, true]);
  });

  it('is due no earlier than the rotation days and within the spread, for every name', () => {
    fc.assert(
      fc.property(
        dates,
        fc.string(),
        days(3650),
        days(365),
        (issued, thingName, rotationDays, spreadDays) => {
          const late =
            daysBetween(issued, dueDate({ issued, thingName, rotationDays, spreadDays })) - rotationDays;
          expect(late).toBeGreaterThanOrEqual(0);
          expect(late).toBeLessThan(Math.max(1, spreadDays));
        },
      ),
    );
  });

  it('stays due once it is due', () => {
    fc.assert(
      fc.property(dates, fc.string(), dates, days(1000), (issued, thingName, today, later) => {
        const schedule = { thingName, rotationDays: 360, spreadDays: 30 };
        const dueOn = (day: typeof today) =>
          isDue({ ...schedule, issuance: readIssuance(issued, day), today: day });
        fc.pre(issued <= today && dueOn(today));
        expect(dueOn(addDays(today, later))).toBe(true);
      }),
    );
  });

  it.each([
    ['a missing date', undefined, 'missing'],
    ['an empty date', '', 'missing'],
    ['null for a date', null, 'missing'],
    ['a malformed date', '2025-01-01', 'malformed'],
    ['an impossible date', '20250230', 'malformed'],
    ['a date of the future', '20260102', 'future'],
    ['the last date of all', '99991231', 'future'],
  ])('with %s is due at once, and said to be so', (_, value, kind) => {
    const today = parseCertDate('20260101');
    const issuance = readIssuance(value, today);
    expect(issuance).toEqual({ kind });
    expect(isDue({ ...plain, issuance, today })).toBe(true);
  });

  it('issued today is not due today', () => {
    const today = parseCertDate('20260101');
    expect(isDue({ ...plain, issuance: readIssuance('20260101', today), today })).toBe(false);
  });
});

describe('an expired certificate', () => {
  const due = parseCertDate('20260101');
  const expired = (notified: string | undefined, today: string) =>
    isExpired({
      due,
      graceDays: 14,
      notified: notified === undefined ? undefined : parseCertDate(notified),
      today: parseCertDate(today),
    });

  it('has had all of its days of grace since the warning', () => {
    expect(expired('20260103', '20260117')).toBe(false);
    expect(expired('20260103', '20260118')).toBe(true);
  });

  it('was warned: without a warning nothing ever expires', () => {
    expect(expired(undefined, '20991231')).toBe(false);
  });

  it('was warned about itself: a warning from before the due date was about its predecessor', () => {
    expect(standingWarning(due, parseCertDate('20251231'))).toBeUndefined();
    expect(expired('20251231', '20991231')).toBe(false);
    expect(expired('20260101', '20991231')).toBe(true);
  });

  it('is never expired before grace has passed since both the due date and the warning', () => {
    fc.assert(
      fc.property(
        dates,
        fc.option(dates, { nil: undefined }),
        days(365),
        dates,
        (dueOn, notified, graceDays, today) => {
          fc.pre(isExpired({ due: dueOn, notified, graceDays, today }));
          expect(daysBetween(dueOn, today)).toBeGreaterThan(graceDays);
          expect(notified !== undefined && daysBetween(notified, today) > graceDays).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('ends its grace on one day, after which it stays expired', () => {
    fc.assert(
      fc.property(dates, days(400), days(365), days(1000), (dueOn, warnedLater, graceDays, later) => {
        const notified = addDays(dueOn, warnedLater);
        const end = graceEnd({ due: dueOn, notified, graceDays });
        if (end === undefined) {
          throw new Error('a standing warning has an end of grace');
        }
        expect(isExpired({ due: dueOn, notified, graceDays, today: end })).toBe(false);
        expect(isExpired({ due: dueOn, notified, graceDays, today: addDays(end, 1 + later) })).toBe(true);
      }),
    );
  });
});
