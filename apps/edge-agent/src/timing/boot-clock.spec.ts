import fc from 'fast-check';
import { leastMillisSince } from './boot-clock';

describe('the time since a moment of an earlier process', () => {
  it('is exact while the machine is up', () => {
    expect(leastMillisSince(5_000, 12_000)).toBe(7_000);
  });

  it('is after a reboot at least the time since that', () => {
    expect(leastMillisSince(500_000, 12_000)).toBe(12_000);
  });

  it('is never longer than it truly is, however often the machine was started again', () => {
    const millis = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(millis, millis, fc.array(millis, { maxLength: 5 }), (moment, upFor, boots) => {
        const now = boots.at(-1) ?? moment + upFor;
        const truly = boots.reduce((sum, up) => sum + up, upFor);
        expect(leastMillisSince(moment, now)).toBeLessThanOrEqual(truly);
      }),
    );
  });
});
