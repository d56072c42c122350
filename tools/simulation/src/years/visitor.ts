import { isLetIn } from '../cloud/cloud-state';
import { deliversAll, sweeps, timePasses } from '../world/cloud-events';
import { connect, leave } from '../world/connecting';
import { serial } from '../world/world';
import { Life } from './life';
import { provenDevice } from './proven-device';

/** What the operator says: a device that comes for so long and hears no warning needs an operator to come back. */
export const unheardDays = 20;

/**
 * A device that has lain in storage for a year comes every day, for less than the minute after which it is warned.
 * @returns after how many visits its certificate was made INACTIVE; `undefined` when it still was ACTIVE after that many
 */
export async function visits(mostVisits: number): Promise<number | undefined> {
  const life = new Life('visitor', { rotationDays: 30, graceDays: 5, retainDays: 5, unheardDays });
  const { simulated, world } = life;
  const first = await provenDevice(life);
  leave(world, serial);
  for (let day = 0; day < 365; day += 1) {
    timePasses(simulated);
    await sweeps(simulated, world.now);
  }
  for (let visit = 0; visit < mostVisits; visit += 1) {
    if (!isLetIn(world, first, serial)) {
      return visit;
    }
    connect(world, serial, first);
    leave(world, serial);
    await deliversAll(simulated);
    timePasses(simulated);
    await sweeps(simulated, world.now);
  }
  return undefined;
}
