import { possibleEvents } from '../world/possible-events';
import { Simulated } from '../world/simulated';
import { take } from '../world/take-event';
import { copyOf, newWorld, serial } from '../world/world';
import { recordOf } from '../cloud/cloud-state';
import { always } from './properties';
import { universes } from './universes';

/*
 * Ways that an exploration has found to something that it took for broken, each an event a line as it is printed.
 */

/** Goes a way in a universe, with room for more certificates than it has. @returns the properties that are broken on it, and the world at its end */
async function goneThrough(name: string, path: readonly string[]) {
  const universe = universes.find((each) => each.name === name);
  if (universe === undefined) {
    throw new Error(`There is no universe with the name ${name}`);
  }
  const { days } = universe;
  const simulated = new Simulated(newWorld('2030-01-15T03:00:00.000Z'), days);
  await universe.begin(simulated);
  const broken: string[] = [];
  for (const words of path) {
    const before = copyOf(simulated.world);
    const event = possibleEvents(before, { ...universe, certificates: 8 }).find(
      (each) => each.words === words,
    );
    if (event === undefined) {
      throw new Error(`This cannot happen here: ${words}`);
    }
    await take(simulated, event);
    const step = { before, after: simulated.world, days };
    broken.push(...always.filter(({ holds }) => !holds(step)).map((each) => each.words));
  }
  return { broken, world: simulated.world };
}

const dueWhileSweepWaits = [
  'the operator permits the device to rotate early',
  'the device rotates',
  'a day passes',
  'a day passes',
  'the device connects',
  'the daily sweep, and at its turn 1: message 1, the presence of the device’s certificate, arrives',
];

describe('a successor that comes into force while a sweep waits, and is due by then', () => {
  it('is warned by that very sweep, so that its days of grace pass from then on', async () => {
    const { broken, world } = await goneThrough('while a sweep waits', dueWhileSweepWaits);
    expect(broken).toEqual([]);
    expect(world.history.heard?.certificateId).toBe(recordOf(world, serial)?.current);
  });

  it('is cut off when they are over', async () => {
    const { broken, world } = await goneThrough('while a sweep waits', [
      ...dueWhileSweepWaits,
      'the device leaves',
      'message 1, the confirmation of the device’s certificate, arrives',
      'a day passes',
      'a day passes',
      'the daily sweep',
    ]);
    expect(broken).toEqual([]);
    expect(world.certificates.filter(({ status }) => status === 'ACTIVE')).toEqual([]);
  });
});

describe('a thief who takes five certificates within an hour, of which the device proves none', () => {
  it('leaves five deleted ones on record, each of which is refused for as long as somebody speaks of it', async () => {
    const { broken, world } = await goneThrough('a stolen claim', [
      'the device asks with its claim for a certificate',
      ...Array.from({ length: 5 }, () => 'the thief asks with the claim for a certificate of the device'),
      'the device connects',
      'message 1, the presence of the device’s certificate, arrives',
      'the daily sweep',
      'the daily sweep',
    ]);
    expect(broken).toEqual([]);
    const record = recordOf(world, serial);
    expect(record?.certificates.filter(({ service }) => service === 'deleted')).toHaveLength(5);
    expect(world.certificates.map(({ certificateId }) => certificateId)).toContain(record?.current);
  });
});
