import fc from 'fast-check';
import { forEachBounded } from './for-each-bounded';

describe('bounded work', () => {
  it('does each once, and so many at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 50 }),
        fc.integer({ min: 1, max: 8 }),
        async (items, atATime) => {
          const done: number[] = [];
          let [underWay, most] = [0, 0];
          await forEachBounded(items, atATime, async (item) => {
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
    const work = forEachBounded([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) {
        throw new Error('one');
      }
      await Promise.resolve();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('one');
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });
});
