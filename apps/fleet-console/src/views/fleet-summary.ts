import { connectedThings, fleetQuery } from '@fleet/fleet-operations';
import type { ConsoleCloud } from '../cloud/console-cloud';

/**
 * What shows that the fleet as a whole has changed: how many devices there are. In a large fleet somebody comes or goes
 * all the time, and on AWS each change has every count made anew: there, who is connected is none.
 */
export async function fleetSummaryOf({
  fleet,
  isLocal,
  count,
}: Pick<ConsoleCloud, 'fleet' | 'isLocal' | 'count'>): Promise<string> {
  const things = await count(fleetQuery(fleet));
  if (!isLocal) {
    return String(things);
  }
  const connected = await count(fleetQuery(fleet, connectedThings));
  return `${things}/${connected}`;
}
