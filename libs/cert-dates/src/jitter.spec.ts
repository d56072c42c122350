import fc from 'fast-check';

import { jitterDays } from './jitter';

describe('the jitter of a thing', () => {
  it('never changes: due dates in the field hang on it', () => {
    const names = ['sensor-1', 'sensor-2', 'SN:0001', 'a', ''];
    expect(names.map((name) => jitterDays(name, 1000))).toEqual([5, 977, 216, 715, 923]);
  });

  it('lies within the spread and depends on the name alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 365 }), (name, spreadDays) => {
        const days = jitterDays(name, spreadDays);
        expect(Number.isInteger(days) && days >= 0 && days < spreadDays).toBe(true);
        expect(jitterDays(name, spreadDays)).toBe(days);
      }),
    );
  });

  it('is none without a spread', () => {
    expect(jitterDays('sensor-1', 0)).toBe(0);
    expect(jitterDays('sensor-1', 1)).toBe(0);
  });

  it.each([
    ['count up', (index: number) => `SN-${String(index).padStart(8, '0')}`],
    ['count up in even steps', (index: number) => `SN-${String(index * 16)}`],
    ['are hexadecimal addresses', (index: number) => (0xa0b1c2000000 + index).toString(16)],
  ])('spreads serial numbers that %s evenly over the days', (_, serial) => {
    for (const spreadDays of [2, 7, 16, 30]) {
      const perDay = new Array<number>(spreadDays).fill(0);
      const things = 20_000;
      for (let index = 0; index < things; index += 1) {
        const day = jitterDays(serial(index), spreadDays);
        perDay[day] = (perDay[day] ?? 0) + 1;
      }
      const fairShare = things / spreadDays;
      expect(Math.max(...perDay)).toBeLessThan(fairShare * 1.25);
      expect(Math.min(...perDay)).toBeGreaterThan(fairShare * 0.75);
    }
  });
});
