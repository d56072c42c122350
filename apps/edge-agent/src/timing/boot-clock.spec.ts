import fc from 'fast-check';
import { leastMillisSince } from './boot-clock';

describe('the time since a moment of an earlier process', () => {
  it('is exact while the machine is up', () => {
    expect(leastMillisSince({ boot: 'a', millis: 5_000 }, { boot: 'a', millis: 12_000 })).toBe(7_000);
  });

  it('is after a reboot at least the time since that', () => {
    expect(leastMillisSince({ boot: 'a', millis: 5_000 }, { boot: 'b', millis: 12_000 })).toBe(12_000);
  });

  it.each([
    [5_000, 12_000, 7_000],
    [500_000, 12_000, 12_000],
  ])('is recognised by the clock alone where the system has no id for a boot', (then, now, least) => {
    expect(leastMillisSince({ boot: '', millis: then }, { boot: '', millis: now })).toBe(least);
  });

  it('is never longer than it truly is, however often the machine was started again', () => {
    const millis = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(
        millis,
        millis,
        fc.array(millis, { maxLength: 5 }),
        fc.boolean(),
        (moment, upFor, boots, named) => {
          const boot = (number: number): string => (named ? String(number) : '');
          const now = { boot: boot(boots.length), millis: boots.at(-1) ?? moment + upFor };
          const truly = boots.reduce((sum, up) => sum + up, upFor);
          expect(leastMillisSince({ boot: boot(0), millis: moment }, now)).toBeLessThanOrEqual(truly);
        },
      ),
    );
  });
});
