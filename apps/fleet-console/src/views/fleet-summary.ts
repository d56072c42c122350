import { connectedThings, fleetQuery } from '@fleet/fleet-operations';
import type { ConsoleCloud } from '../cloud/console-cloud';

/** What shows that the fleet as a whole has changed, in two counts. */
export async function fleetSummaryOf({ fleet, count }: ConsoleCloud): Promise<string> {
  const things = await count(fleetQuery(fleet));
  const connected = await count(fleetQuery(fleet, connectedThings));
  return `${things}/${connected}`;
}
