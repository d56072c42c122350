import { addDays, formatCertDate, isCertDate, parseCertDate } from '@fleet/cert-dates';
import fc from 'fast-check';
import { sweepQuery } from '../testing/sweep-query';
import { fleetQueries } from './fleet-queries';

const queriesOn = (today: string, rotationDays: number) =>
  fleetQueries({ thingGroup: 'fleetprov_fleet', rotationDays, today: parseCertDate(today) }).map((query) =>
    query(),
  );

describe('the queries of a sweep', () => {
  it('are for what may be due, for what has no date that has come, and for numbers that are no days', () => {
    expect(queriesOn('20260302', 60)).toEqual([
      'thingGroupNames:"fleetprov_fleet" AND attributes.cert_issuance:[19700101 TO 20260101]',
      'thingGroupNames:"fleetprov_fleet" AND NOT attributes.cert_issuance:[19700101 TO 20260302]',
      'thingGroupNames:"fleetprov_fleet" AND attributes.cert_issuance:[20260132 TO 20260200]',
      'thingGroupNames:"fleetprov_fleet" AND attributes.cert_issuance:[20260229 TO 20260300]',
    ]);
  });

  it('reach over the end of a year', () => {
    expect(queriesOn('20270102', 20).slice(2)).toEqual([
      'thingGroupNames:"fleetprov_fleet" AND attributes.cert_issuance:[20261232 TO 20270100]',
    ]);
  });

  it('are two where no month has ended since what may be due was issued', () => {
    expect(queriesOn('20260131', 30)).toHaveLength(2);
  });

  it('find whatever is no day between what may be due and today, and no day that is', () => {
    const firstDay = Date.UTC(2010, 0, 1);
    const age = fc.integer({ min: 1, max: 800 });
    fc.assert(
      fc.property(fc.nat(20_000), age, fc.nat(1_000), fc.nat(99), (day, rotationDays, ago, ofMonth) => {
        const today = formatCertDate(new Date(firstDay + day * 86_400_000));
        const dueUntil = addDays(today, -rotationDays);
        const sometime = addDays(today, -ago);
        // The same month, and any two digits for the day: now a date and now none.
        const issued = `${sometime.slice(0, 6)}${String(ofMonth).padStart(2, '0')}`;
        const isLookedAt = !isCertDate(issued) || issued <= dueUntil || issued > today;
        const finds = queriesOn(today, rotationDays).filter((query) => sweepQuery(query)(issued));
        expect({ today, rotationDays, issued, isFound: finds.length > 0 }).toEqual({
          today,
          rotationDays,
          issued,
          isFound: isLookedAt,
        });
      }),
    );
  });
});
