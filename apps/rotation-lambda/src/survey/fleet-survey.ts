import { isCertDate, type CertDate, type RotationRules } from '@fleet/cert-dates';
import { ageMetrics, type fleetMetrics } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { SweepDay } from '../devices/sweep-context';
import { ofFleet } from '../find/fleet-queries';
import { ageQueries } from './age-queries';
import type { FleetCensus } from './fleet-census';

type SurveyMetric =
  | (typeof fleetMetrics)['fleetSize' | 'emptyIndex' | 'claimDaysLeft']
  | (typeof ageMetrics)[keyof typeof ageMetrics];

/** How the fleet as a whole stands, under the names of its metrics. */
export type FleetSurvey = Readonly<Partial<Record<SurveyMetric, number>>>;

export interface SurveyedFleet {
  readonly census: FleetCensus;
  readonly thingGroup: string;
  readonly rules: Pick<RotationRules, 'rotationDays' | 'spreadDays' | 'graceDays'>;
}

/** Counts the fleet by its index, and looks at its claims: some ten calls a day, whatever the fleet's size. */
export async function surveyFleet(fleet: SurveyedFleet, day: SweepDay): Promise<FleetSurvey> {
  const { census, thingGroup } = fleet;
  const { today, scheduledTime } = day;
  const fleetSize = await census.count(ofFleet(thingGroup));
  const ages = fleetSize === 0 ? {} : await agesIn(fleet, today, fleetSize);
  const emptyIndex = fleetSize === 0 && (await hasDevice(census, today)) ? 1 : 0;
  const ends = (await census.claimsInForce()).map(({ endsAt }) => endsAt.getTime());
  const firstEnd = ends.length === 0 ? undefined : Math.min(...ends);
  const claimDaysLeft =
    firstEnd === undefined ? undefined : Math.floor((firstEnd - scheduledTime.getTime()) / dayMillis);
  return { fleetSize, ...ages, emptyIndex, ...defined({ claimDaysLeft }) };
}

const dayMillis = 86_400_000;

async function agesIn(
  { census, thingGroup, rules }: SurveyedFleet,
  today: CertDate,
  fleetSize: number,
): Promise<FleetSurvey> {
  const ages: Record<string, number> = {};
  let dated = 0;
  // One after the other: the account's rate for this is not known, and nobody waits.
  for (const { age, queryString } of ageQueries(rules, { thingGroup, today })) {
    const count = queryString === undefined ? 0 : await census.count(queryString);
    ages[ageMetrics[age]] = count;
    dated += count;
  }
  // The index may have changed between two counts.
  return { ...ages, [ageMetrics.undated]: Math.max(0, fleetSize - dated) };
}

/** One that is there since yesterday: the index is some seconds behind. */
async function hasDevice(census: FleetCensus, today: CertDate): Promise<boolean> {
  for await (const issued of census.someDates()) {
    if (isCertDate(issued) && issued < today) {
      return true;
    }
  }
  return false;
}
