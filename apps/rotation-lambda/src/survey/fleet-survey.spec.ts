import { addDays, formatCertDate } from '@fleet/cert-dates';
import { sweepQuery } from '../testing/sweep-query';
import type { ClaimInForce, FleetCensus } from './fleet-census';
import { surveyFleet } from './fleet-survey';

const scheduledTime = new Date('2027-06-15T03:00:00Z');
const today = formatCertDate(scheduledTime);
const day = { today, scheduledTime };
const thingGroup = 'fleetprov_fleet';
const rules = { rotationDays: 360, spreadDays: 7, graceDays: 14 };
const daysOld = (days: number) => addDays(today, -days);

interface TestFleet {
  /** On the things of the fleet's group, as the index has them. */
  readonly dates?: readonly (string | undefined)[];
  /** As the registry has them. */
  readonly registered?: readonly (string | undefined)[];
  readonly claims?: readonly ClaimInForce[];
}

function censusOf({ dates = [], registered = dates, claims = [] }: TestFleet): FleetCensus {
  return {
    count: (queryString) =>
      Promise.resolve(
        queryString === `thingGroupNames:"${thingGroup}"`
          ? dates.length
          : dates.filter(sweepQuery(queryString)).length,
      ),
    async *someDates() {
      await Promise.resolve();
      yield* registered;
    },
    claimsInForce: () => Promise.resolve(claims),
  };
}

const survey = (fleet: TestFleet, period = rules) =>
  surveyFleet({ census: censusOf(fleet), thingGroup, rules: period }, day);

describe('the survey of a fleet', () => {
  it('counts its certificates by age, in quarters of their period and beyond it', async () => {
    const ages = [0, 89, 90, 179, 180, 269, 270, 359, 360, 380, 381, 2_000];
    const dates = [...ages.map(daysOld), undefined, 'no date', daysOld(-1)];
    await expect(survey({ dates })).resolves.toEqual({
      fleetSize: 15,
      ageFirstQuarter: 2,
      ageSecondQuarter: 2,
      ageThirdQuarter: 2,
      ageLastQuarter: 2,
      ageDue: 2,
      ageOverdue: 2,
      ageUndated: 3,
      emptyIndex: 0,
    });
  });

  it('has each of them in one class, also where the period has no four quarters', async () => {
    for (const rotationDays of [1, 2, 3, 5, 7]) {
      const dates = Array.from({ length: 40 }, (_, days) => daysOld(days));
      const { fleetSize, ageUndated, emptyIndex, ...ages } = await survey(
        { dates },
        { ...rules, rotationDays },
      );
      expect({ fleetSize, ageUndated, emptyIndex }).toEqual({ fleetSize: 40, ageUndated: 0, emptyIndex: 0 });
      expect(Object.values(ages).reduce((sum, count) => sum + count, 0)).toBe(40);
    }
  });

  it('asks an empty fleet for no ages', () =>
    expect(survey({})).resolves.toEqual({ fleetSize: 0, emptyIndex: 0 }));

  it.each([
    ['a device that is there since yesterday', [undefined, daysOld(1)], 1],
    ['a device that came today, of which the index may not know yet', [daysOld(0)], 0],
    ['things that nobody has dated', [undefined, 'no date'], 0],
  ])('says whether the index is empty although the fleet has %s', async (_, registered, emptyIndex) => {
    await expect(survey({ registered })).resolves.toEqual({ fleetSize: 0, emptyIndex });
  });

  it('says how long the first claim lasts', async () => {
    const claims = [
      { certificateId: 'a', endsAt: new Date('2049-12-31T23:59:59Z') },
      { certificateId: 'b', endsAt: new Date('2027-06-25T02:59:59Z') },
    ];
    await expect(survey({ claims })).resolves.toMatchObject({ claimDaysLeft: 9 });
  });

  it('says it also of one that has ended', async () => {
    const claims = [{ certificateId: 'a', endsAt: new Date('2027-06-14T00:00:00Z') }];
    await expect(survey({ claims })).resolves.toMatchObject({ claimDaysLeft: -2 });
  });
});
