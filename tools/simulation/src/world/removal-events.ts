import { findRemovable, removeDevice } from '@fleet/fleet-operations';
import { silentOutput } from '../cloud/fleet-functions';
import type { Simulated } from './simulated';
import { serial } from './world';

/** Nothing here takes any time. */
const time = { nowMillis: () => 0, wait: () => Promise.resolve() };

/**
 * The operator takes the device for scrapped, and removes all that there is of it: whoever has the claim may be first to
 * take its name from then on, as with a device that never was.
 */
export async function operatorRemoves({ fleet, world, commands }: Simulated): Promise<void> {
  const found = await findRemovable(fleet.operator, serial);
  world.history.mayBeTaken = true;
  world.history.isRemoved = true;
  await commands('remove', () => removeDevice(fleet.operator, silentOutput, found, { time }));
}
