import { recordOf } from '../cloud/cloud-state';
import { deliversAll } from '../world/cloud-events';
import { deviceConnects, deviceProvisions } from '../world/device-events';
import { serial } from '../world/world';
import type { Life } from './life';

/** The device of a life without faults joins the fleet, and stays connected. @returns the certificate in force */
export async function provenDevice(life: Life): Promise<string> {
  const { simulated, world } = life;
  life.areFaulty = false;
  await deviceProvisions(simulated, 'answered');
  deviceConnects(world, 'acknowledged');
  await deliversAll(simulated);
  return recordOf(world, serial)?.current ?? life.fail('A device that nobody refuses is in force.');
}
