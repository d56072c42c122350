import { addDays, beginOfDay, formatCertDate, isCertDate } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import { fleetQueries } from '../../../../apps/rotation-lambda/src/find/fleet-queries';
import type { CloudThing } from '../cloud/cloud-state';
import type { Life } from './life';

/** When sweeps begin to look at a thing of the fleet: at once where it has no date that can be read, or a later one than today. */
export function dueAt({ world, days }: Life, { attributes, groups }: CloudThing): number {
  if (groups.length === 0) {
    return Infinity;
  }
  const issued = attributes[thingAttributes.certIssuance];
  if (!isCertDate(issued) || issued > formatCertDate(new Date(world.now))) {
    return 0;
  }
  return beginOfDay(addDays(issued, days.rotationDays)).getTime();
}

/** How often a sweep asks the index, where each answer is a page. */
export function searchesAt({ days }: Life, at: number): number {
  const today = formatCertDate(new Date(at));
  return fleetQueries({ thingGroup: 'any', rotationDays: days.rotationDays, today }).length;
}
