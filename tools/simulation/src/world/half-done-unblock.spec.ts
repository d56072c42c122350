import { isLetIn, recordOf } from '../cloud/cloud-state';
import { universes } from '../explore/universes';
import { operatorBlocks, operatorPermits, operatorUnblocks } from './cloud-events';
import { deviceEvents } from './possible-for-device';
import { deviceProvisions } from './device-events';
import { Simulated } from './simulated';
import { take } from './take-event';
import { newWorld, serial } from './world';

function missing(): never {
  throw new Error('There is a universe with everything');
}

const everything = universes.find(({ name }) => name === 'everything') ?? missing();
const unblocks = { words: 'the operator unblocks the device', happens: operatorUnblocks };
const provisionsAnew = {
  words: 'the operator permits the device to provision anew, and it does',
  happens: async (simulated: Simulated) => {
    await operatorPermits(simulated, 'reprovision');
    await deviceProvisions(simulated, 'answered');
  },
};
/** Warnings are forgotten, the thing's note of them is gone, the block is lifted; the certificate is INACTIVE yet. */
const changesBeforeActive = 3;

async function halfUnblocked(): Promise<Simulated> {
  const simulated = new Simulated(newWorld('2030-01-15T03:00:00.000Z'), everything.days);
  await everything.begin(simulated);
  await take(simulated, { words: 'the operator blocks the device', happens: (now) => operatorBlocks(now) });
  await take(simulated, unblocks, changesBeforeActive);
  return simulated;
}

const isIn = ({ world }: Simulated) =>
  world.device.identities.some(({ certificateId }) => isLetIn(world, certificateId, serial));

describe('an unblock that stopped before the certificate was ACTIVE', () => {
  it('leaves a device that is not blocked, and that is not let in', async () => {
    const simulated = await halfUnblocked();
    expect(recordOf(simulated.world, serial)?.state).toBe('active');
    expect(isIn(simulated)).toBe(false);
  });

  it('is finished when it is run again', async () => {
    const simulated = await halfUnblocked();
    await take(simulated, unblocks);
    expect(isIn(simulated)).toBe(true);
  });

  it('is finished when it is run again, also where a permit has given the device another certificate', async () => {
    const simulated = await halfUnblocked();
    await take(simulated, provisionsAnew);
    const { device } = simulated.world;
    device.identities = device.identities.slice(0, 1);
    expect(isIn(simulated)).toBe(false);
    await take(simulated, unblocks);
    expect(isIn(simulated)).toBe(true);
  });

  it('and a permit leave the device nothing to lose but what it was given then', async () => {
    const simulated = await halfUnblocked();
    await take(simulated, provisionsAnew);
    const words = deviceEvents(simulated.world, everything).map((each) => each.words);
    expect(words).not.toContain('the device loses the certificate that it has not connected with yet');
  });
});
