import fc from 'fast-check';
import { Backoff } from './backoff';

describe('the backoff', () => {
  const range = { floorMillis: 0, firstMillis: 1000, longestMillis: 60_000 };

  it('doubles its ceiling with every wait, up to the longest', () => {
    const backoff = new Backoff(range, () => 0.999_999_9);
    const waits = Array.from({ length: 8 }, () => backoff.next());
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('starts anew after a reset', () => {
    const backoff = new Backoff(range, () => 0.5);
    backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });

  it('keeps every wait between floor and longest, however many there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1000, max: 10_000 }),
        fc.integer({ min: 10_000, max: 1_000_000 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (floorMillis, firstMillis, longestMillis, waits, chance) => {
          const backoff = new Backoff({ floorMillis, firstMillis, longestMillis }, () => chance);
          const all = Array.from({ length: waits }, () => backoff.next());
          expect(Math.min(...all)).toBeGreaterThanOrEqual(floorMillis);
          expect(Math.max(...all)).toBeLessThanOrEqual(longestMillis);
        },
      ),
      { numRuns: 50 },
    );
  });
});
