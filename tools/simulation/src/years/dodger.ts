import { isLetIn } from '../cloud/cloud-state';
import { deliversAll, sweeps, timePasses } from '../world/cloud-events';
import { connect } from '../world/connecting';
import { deviceRotates } from '../world/device-events';
import { serial } from '../world/world';
import { Life } from './life';
import { provenDevice } from './proven-device';

/**
 * A hostile device that stays connected with its first certificate, asks every day for another one, and never proves any.
 * @returns after how many days its certificate was made INACTIVE; `undefined` when it still was ACTIVE after that many
 */
export async function dodges(mostDays: number): Promise<number | undefined> {
  const life = new Life('dodger', { rotationDays: 30, graceDays: 5, retainDays: 5 });
  const { simulated, world } = life;
  const first = await provenDevice(life);
  for (let day = 0; day < mostDays; day += 1) {
    timePasses(simulated);
    if (!isLetIn(world, first, serial)) {
      return day;
    }
    world.device.identities = world.device.identities.filter(({ certificateId }) => certificateId === first);
    connect(world, serial, first);
    await deliversAll(simulated);
    await deviceRotates(simulated, 'answered');
    await sweeps(simulated, world.now);
  }
  return undefined;
}
