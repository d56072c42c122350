import fc from 'fast-check';
import { inParallel } from './in-parallel';
import { Pacer } from './pacer';

describe('the pace of a sweep', () => {
  function jumping() {
    let millis = 1_000_000;
    const timing = {
      now: () => new Date(millis),
      sleep: (wait: number) => {
        millis += wait;
        return Promise.resolve();
      },
    };
    return { timing, pass: (wait: number) => void (millis += wait), at: () => millis };
  }

  it('is so many in a second', async () => {
    const clock = jumping();
    const pacer = new Pacer(4, clock.timing);
    const turns: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      await pacer.turn();
      turns.push(clock.at() - 1_000_000);
    }
    expect(turns).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000]);
  });

  it('is never made up for with a burst', async () => {
    const clock = jumping();
    const pacer = new Pacer(1, clock.timing);
    await pacer.turn();
    clock.pass(60_000);
    await pacer.turn();
    const before = clock.at();
    await pacer.turn();
    expect(clock.at() - before).toBe(1000);
  });
});

describe('work in parallel', () => {
  it('does each once, and so many at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 50 }),
        fc.integer({ min: 1, max: 8 }),
        async (items, atATime) => {
          const done: number[] = [];
          let [underWay, most] = [0, 0];
          await inParallel(items, atATime, async (item) => {
            underWay += 1;
            most = Math.max(most, underWay);
            await Promise.resolve();
            underWay -= 1;
            done.push(item);
          });
          expect([...done].sort()).toEqual([...items].sort());
          expect(most).toBeLessThanOrEqual(atATime);
        },
      ),
    );
  });

  it('begins nothing more once something failed, and waits for what is under way', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('one');
      await Promise.resolve();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('one');
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });
});
