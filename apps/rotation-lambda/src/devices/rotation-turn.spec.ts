import { parseFleetConfig } from '@fleet/fleet-contract';
import { turnOf, turnOfAbsent } from './rotation-turn';

const rules = parseFleetConfig({ models: ['m'] });

/** How many of a fleet that is due on one day begin in each second after the first warning. */
function beginsBySecond(devices: number): ReadonlyMap<number, number> {
  const begins = new Map<number, number>();
  for (let place = 0; place < devices; place += 1) {
    const at = Math.floor(place / rules.warningsPerSecond + turnOf({ place }, rules));
    begins.set(at, (begins.get(at) ?? 0) + 1);
  }
  return begins;
}

describe('the turn of a device that is warned', () => {
  it('is now for the first few', () => {
    expect(turnOf({ place: 0 }, rules)).toBe(0);
    expect(turnOf({ place: 3 }, rules)).toBe(0);
  });

  it('has a fleet that is due on one day begin as fast as the quotas admit, and no faster', () => {
    const begins = beginsBySecond(10_000);
    expect(Math.max(...begins.keys())).toBeCloseTo((10_000 / 190) * 60, -1);
    expect(Math.max(...begins.values())).toBeLessThanOrEqual(4);
  });

  it('is never later than half a day', () => {
    const turns = Array.from({ length: 1_000 }, (_, thousand) => turnOf({ place: thousand * 1_000 }, rules));
    expect(Math.max(...turns)).toBeLessThan(12 * 3_600);
  });

  it('is now where warnings are slower than rotations, or a release before has found it', () => {
    expect(turnOf({ place: 5_000 }, { warningsPerSecond: 3, rotationsPerMinute: 190 })).toBe(0);
    expect(turnOf({}, rules)).toBe(0);
  });
});

describe('the turn of a device that is absent', () => {
  it('is now for the first', () => {
    expect(turnOfAbsent({ place: 0 }, rules)).toBe(0);
    expect(turnOfAbsent({}, rules)).toBe(0);
  });

  it('has a fleet that comes at one moment begin a fifth slower than the quotas admit', () => {
    // At 190 a minute it would be after 3,157 seconds.
    expect(turnOfAbsent({ place: 10_000 }, rules)).toBe(3_789);
  });

  it('is never later than half a day', () => {
    const turns = Array.from({ length: 1_000 }, (_, thousand) =>
      turnOfAbsent({ place: thousand * 1_000 }, rules),
    );
    expect(Math.max(...turns)).toBeLessThan(12 * 3_600);
  });
});
