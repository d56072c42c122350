import { isLetIn } from '../cloud/cloud-state';
import { sweeps, timePasses } from '../world/cloud-events';
import { leave } from '../world/connecting';
import { thiefPretends } from '../world/thief-events';
import { serial } from '../world/world';
import { Life } from './life';
import { provenDevice } from './proven-device';

/** What the operator says: a device that was not heard of for so long needs an operator to come back. */
export const offlineDays = 20;

/**
 * A device lies in storage from its first day on. Somebody with the claim connects under its name before each sweep.
 * @returns after how many days its certificate was made INACTIVE; `undefined` when it still was ACTIVE after that many
 */
export async function outlastsSilence(mostDays: number): Promise<number | undefined> {
  const life = new Life('storage', { rotationDays: 30, graceDays: 5, retainDays: 5, offlineDays });
  const { simulated, world } = life;
  const current = await provenDevice(life);
  leave(world, serial);
  for (let day = 0; day < mostDays; day += 1) {
    if (!isLetIn(world, current, serial)) {
      return day;
    }
    timePasses(simulated);
    thiefPretends(simulated);
    await sweeps(simulated, world.now);
  }
  return undefined;
}
