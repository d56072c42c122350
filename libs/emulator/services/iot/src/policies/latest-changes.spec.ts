import fc from 'fast-check';
import { LatestChanges } from './latest-changes';

describe('the latest changes', () => {
  it('tell what has changed since it was read', () => {
    const changes = new LatestChanges(10);
    const before = changes.now();
    changes.changed('a');
    const between = changes.now();
    changes.changed('b');
    expect(['a', 'b', 'c'].map((key) => changes.hasChangedSince(before, key))).toEqual([true, true, false]);
    expect(['a', 'b', 'c'].map((key) => changes.hasChangedSince(between, key))).toEqual([false, true, false]);
    changes.everythingChanged();
    expect(['a', 'b', 'c'].map((key) => changes.hasChangedSince(between, key))).toEqual([true, true, true]);
    expect(changes.hasChangedSince(changes.now(), 'a')).toBe(false);
  });

  it('miss none, however many there are', () => {
    const key = fc.integer({ min: 0, max: 9 }).map(String);
    const step = fc.oneof({ arbitrary: key, weight: 9 }, fc.constant('all' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat({ max: 40 }), key, (steps, readAfter, read) => {
        const changes = new LatestChanges(3);
        const take = (one: string): void => {
          if (one === 'all') {
            changes.everythingChanged();
          } else {
            changes.changed(one);
          }
        };
        steps.slice(0, readAfter).forEach(take);
        const moment = changes.now();
        const later = steps.slice(readAfter);
        later.forEach(take);
        const hasChanged = later.some((one) => one === 'all' || one === read);
        expect(!hasChanged || changes.hasChangedSince(moment, read)).toBe(true);
        expect(changes.hasChangedSince(changes.now(), read)).toBe(false);
      }),
    );
  });
});
