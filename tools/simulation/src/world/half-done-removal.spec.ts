import { recordOf, thingOf } from '../cloud/cloud-state';
import { always, isProven } from '../explore/properties';
import { universes } from '../explore/universes';
import { delivers, sweeps } from './cloud-events';
import { deviceConnects, deviceProvisions } from './device-events';
import { operatorRemoves } from './removal-events';
import { Simulated } from './simulated';
import { take } from './take-event';
import { copyOf, newWorld, serial } from './world';
import type { WorldEvent } from './world-event';

function missing(): never {
  throw new Error('There is a universe with everything');
}

const everything = universes.find(({ name }) => name === 'everything') ?? missing();
const removes: WorldEvent = { words: 'the operator removes the device', happens: operatorRemoves };
const aSweep: WorldEvent = { words: 'a sweep', happens: (now) => sweeps(now, now.world.now) };
const provisions: WorldEvent = {
  words: 'the device asks with its claim, and connects',
  happens: async (now) => {
    await deviceProvisions(now, 'answered');
    deviceConnects(now.world, 'acknowledged');
  },
};

/** @returns how many of its changes were made, and the promises that it breaks */
async function takes(simulated: Simulated, event: WorldEvent, stopAfter?: number) {
  const before = copyOf(simulated.world);
  const writes = await take(simulated, event, stopAfter);
  const step = { before, after: simulated.world, days: everything.days };
  return { writes, broken: always.filter((each) => !each.holds(step)).map(({ words }) => words) };
}

async function provisioned(): Promise<Simulated> {
  const simulated = new Simulated(newWorld('2030-01-15T03:00:00.000Z'), everything.days);
  await everything.begin(simulated);
  return simulated;
}

async function changesOfRemoval(): Promise<number> {
  return (await takes(await provisioned(), removes)).writes;
}

describe('the removal of a device that is still there', () => {
  it('breaks no promise wherever it is stopped, and is finished when it is run again', async () => {
    const changes = await changesOfRemoval();
    expect(changes).toBeGreaterThan(3);
    for (let stopAfter = 0; stopAfter < changes; stopAfter += 1) {
      const simulated = await provisioned();
      expect(await takes(simulated, removes, stopAfter)).toEqual({ writes: stopAfter, broken: [] });
      expect((await takes(simulated, aSweep)).broken).toEqual([]);
      expect((await takes(simulated, removes)).broken).toEqual([]);
      const { world } = simulated;
      expect([recordOf(world, serial), thingOf(world, serial), world.certificates]).toEqual([
        undefined,
        undefined,
        [],
      ]);
    }
  });

  it('lets it join anew with its claim', async () => {
    const simulated = await provisioned();
    await takes(simulated, removes);
    expect(isProven(simulated.world)).toBe(false);
    expect((await takes(simulated, provisions)).broken).toEqual([]);
    for (const message of simulated.world.messages) {
      const arrives = { words: 'it arrives', happens: (now: Simulated) => delivers(now, message) };
      expect((await takes(simulated, arrives)).broken).toEqual([]);
    }
    expect(isProven(simulated.world)).toBe(true);
    expect(simulated.world.history.isRemoved).toBeUndefined();
  });
});
