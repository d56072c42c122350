import { addDays, formatCertDate } from '@fleet/cert-dates';
import type { FleetCounts } from '@fleet/fleet-console-api';
import { connectedThings, fleetQuery, issuedUntil, ofModel, undatedAt } from '@fleet/fleet-operations';
import type { ConsoleCloud } from '../cloud/console-cloud';

/** Days from today within which is counted what becomes due. */
const horizons = [0, 7, 30, 90] as const;

/** What the fleet index counts: a call for each number, however large the fleet is. */
export async function fleetCountsOf({ fleet, count }: ConsoleCloud): Promise<FleetCounts> {
  const { models: names, rotationDays } = fleet.config;
  const of = (...conditions: readonly string[]) => count(fleetQuery(fleet, ...conditions));
  const today = formatCertDate(fleet.now());
  const dueUntil = horizons.map((days) => ({
    days,
    lastDay: earlier(addDays(today, days - rotationDays), today),
  }));
  const [things, connected, undated, models, due] = await Promise.all([
    of(),
    of(connectedThings),
    of(undatedAt(today)),
    Promise.all(names.map(async (model) => ({ model, count: await of(ofModel(model)), query: { model } }))),
    Promise.all(dueUntil.map(async ({ days, lastDay }) => ({ days, dated: await of(issuedUntil(lastDay)) }))),
  ]);
  return {
    things,
    connected: { count: connected, query: { connected: 'yes' } },
    models,
    otherModels: Math.max(0, things - models.reduce((sum, model) => sum + model.count, 0)),
    undated: { count: undated, query: { undated: 'yes' } },
    due: due.map(({ days, dated }) => ({ days, count: dated + undated, query: { dueWithin: days } })),
    at: fleet.now().toISOString(),
  };
}

function earlier<Day extends string>(one: Day, other: Day): Day {
  return one < other ? one : other;
}
